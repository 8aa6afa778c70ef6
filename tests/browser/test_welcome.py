"""From registering to the first help given."""

from collections.abc import Callable

from playwright.sync_api import Page, expect


def test_a_newcomer_arrives_and_helps(open_page: Callable[..., Page]) -> None:
    page = open_page(locale="fr-FR")
    page.goto("/account/register")
    page.fill("input[name=name]", "Solène Aubry")
    page.fill("input[name=email]", "solene@example.org")
    page.fill("input[name=password]", "une-longue-phrase")
    page.fill("input[name=password_confirm]", "une-longue-phrase")
    page.check("input[name=availability][value=yes]")
    page.get_by_text("Notre charte").click()
    expect(page.get_by_text("Nous demandons ouvertement")).to_be_visible()
    page.check("input[name=charter_accepted]")
    page.press("input[name=password_confirm]", "Enter")

    expect(page.locator("h1")).to_have_text("Bienvenue, Solène Aubry")
    page.fill("input[name=function]", "Directrice adjointe")
    page.select_option("select[name=institution]", label="Hawthorn House")
    page.fill("input[name=knows]", "data-protection")
    page.fill("input[name=seeks]", "planning")
    page.get_by_role("button", name="Voir ce qu’il y a ici pour moi").click()

    expect(page.locator("#people ~ .people, #people ~ h3").first).to_be_visible()
    expect(page.locator("#solutions ~ .plain-list > li")).to_have_count(5)
    page.goto("/")
    steps = page.locator(".checklist li")
    expect(steps).to_have_count(4)
    expect(page.locator(".checklist li.done")).to_have_count(2)

    page.goto("/welcome")
    page.get_by_role("link", name="Aider en quelques mots").click()
    page.fill(".answer-form textarea", "Chez nous, le téléphone reste au vestiaire.")
    page.get_by_role("button", name="Publier votre réponse").click()
    expect(page.locator(".answer").last).to_contain_text("vestiaire")
    page.locator("#question .vote button").first.click()
    expect(page.locator("#question .vote button[aria-pressed=true]")).to_have_count(1)

    page.goto("/")
    expect(page.locator(".checklist")).to_contain_text("Vous voilà des nôtres")
    page.get_by_role("button", name="Ranger cela").click()
    page.goto("/")
    expect(page.locator(".checklist")).to_have_count(0)


def test_a_form_that_lacks_something_says_so_in_the_readers_words_and_keeps_the_password(
    open_page: Callable[..., Page],
) -> None:
    page = open_page(locale="fr-FR")
    page.goto("/account/register")
    page.fill("input[name=password]", "une-longue-phrase")
    page.fill("input[name=password_confirm]", "une-longue-phrase")
    page.get_by_role("button", name="Devenir membre").click()

    expect(page.locator("input[name=name]")).to_be_focused()
    expect(page.locator("input[name=name]")).to_have_attribute("aria-invalid", "true")
    expect(page.locator("#name-error")).to_have_text("Remplissez ce champ.")
    expect(page.locator("fieldset #availability-error")).to_contain_text("oui ou par non")
    expect(page.locator("#charter_accepted-error")).to_contain_text("Lisez la charte")
    expect(page.locator("input[name=password]")).to_have_value("une-longue-phrase")

    page.fill("input[name=name]", "Solène Aubry")
    expect(page.locator("#name-error")).to_have_count(0)
    page.fill("input[name=email]", "solene")
    page.get_by_role("button", name="Devenir membre").click()
    expect(page.locator("input[name=email]")).to_be_focused()
    expect(page.locator("#email-error")).to_have_text("Ce n’est pas une adresse e-mail.")
