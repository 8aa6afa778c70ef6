-- The figures of /impact from the posts alone, apart from the forum's own code: one row for each
-- thing counted, with the person it counts for and how long it took. Parameters: the period.
WITH
q AS (SELECT * FROM question WHERE deleted_at IS NULL),
a AS (SELECT answer.* FROM answer JOIN q ON q.id = answer.question_id
      WHERE answer.deleted_at IS NULL),
t AS (SELECT thanks.* FROM thanks JOIN q ON q.id = thanks.question_id),
first_answer AS (
  SELECT q.author_id AS person, min(a.created_at) AS at, q.created_at AS since
  FROM q JOIN a ON a.question_id = q.id AND coalesce(a.author_id, 0) <> coalesce(q.author_id, 0)
  GROUP BY q.id, q.author_id, q.created_at),
solution AS (
  SELECT q.id, q.author_id AS person, min(a.accepted_at) AS at, q.created_at AS since
  FROM q JOIN a ON a.question_id = q.id WHERE a.accepted_at IS NOT NULL
  GROUP BY q.id, q.author_id, q.created_at),
help AS (
  SELECT a.author_id AS helper, q.author_id AS helped, a.accepted_at AS at
  FROM a JOIN q ON q.id = a.question_id
  WHERE a.accepted_at IS NOT NULL AND coalesce(a.author_id, 0) <> coalesce(q.author_id, 0)
  UNION ALL SELECT solver_id, member_id, created_at FROM t),
gain AS (
  SELECT person, at FROM solution UNION ALL SELECT member_id, created_at FROM t),
p AS (SELECT * FROM practice WHERE deleted_at IS NULL),
used AS (
  SELECT solver_id AS person, member_id AS user_id, created_at AS at FROM t
  UNION ALL SELECT p.author_id, u.member_id, u.created_at FROM adaptation u
            JOIN p ON p.id = u.practice_id WHERE u.deleted_at IS NULL AND u.outcome <> 'failed'
  UNION ALL SELECT a.author_id, u.member_id, u.created_at FROM adaptation u
            JOIN a ON a.id = u.answer_id WHERE u.deleted_at IS NULL AND u.outcome <> 'failed'),
reuse AS (
  SELECT used.person, used.at, x.institution_id AS of_institution, y.institution_id AS in_institution
  FROM used LEFT JOIN member x ON x.id = used.person LEFT JOIN member y ON y.id = used.user_id),
counted AS (
  SELECT 'solved' AS figure, person, at, NULL AS since FROM solution
  UNION ALL SELECT 'first_answer', person, at, since FROM first_answer
  UNION ALL SELECT 'time_to_solution', person, at, since FROM solution
  UNION ALL SELECT 'spared', member_id, created_at, NULL FROM t
  UNION ALL SELECT 'reused_within', person, at, NULL FROM reuse WHERE of_institution = in_institution
  UNION ALL SELECT 'reused_across', person, at, NULL FROM reuse WHERE of_institution <> in_institution
  UNION ALL SELECT 'practices', author_id, created_at, NULL FROM p
  UNION ALL SELECT 'help', helper, at, NULL FROM help
  UNION ALL SELECT 'help_given', helper, at, NULL FROM help
  UNION ALL SELECT 'help_received', helped, at, NULL FROM help
  UNION ALL SELECT 'newcomers_solved', person, min(at), NULL FROM gain
            WHERE person IS NOT NULL GROUP BY person
  UNION ALL SELECT 'newcomers_helped', helper, min(at), NULL FROM help
            WHERE helper IS NOT NULL GROUP BY helper
  UNION ALL SELECT 'unsolved', author_id, created_at, NULL FROM q
            WHERE NOT EXISTS (SELECT 1 FROM solution WHERE solution.id = q.id AND at < :end)
  UNION ALL SELECT 'abandoned', member_id, begun_at, NULL FROM attempt
            WHERE ended_at IS NULL AND begun_at < :yesterday)
SELECT figure, person, member.institution_id AS institution, at, since
FROM counted LEFT JOIN member ON member.id = person
WHERE at >= :start AND at < :end
