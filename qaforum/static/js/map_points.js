// The points of the map, found again by where they are.

const CELLS = 64;

export class Points {
  /** `rows`: [id, x, y, solved, reused, area, fine]. */
  constructor(rows) {
    this.all = rows.map(([id, x, y, solved, reused, area]) => ({ id, x, y, solved, reused, area }));
    this.cells = new Map();
    for (const point of this.all) {
      const key = cell(point.x) * CELLS + cell(point.y);
      if (!this.cells.has(key)) this.cells.set(key, []);
      this.cells.get(key).push(point);
    }
    this.filter({ solved: true, open: true });
  }

  filter({ solved, open }) {
    this.shown = this.all.filter((point) => (point.solved ? solved : open));
    this.isShown = (point) => (point.solved ? solved : open);
  }

  /** The shown point nearest to (x, y) within `dx`, `dy` of it. */
  nearest(x, y, dx, dy) {
    let best = null;
    let least = 1;
    for (let column = cell(x - dx); column <= cell(x + dx); column += 1) {
      for (let row = cell(y - dy); row <= cell(y + dy); row += 1) {
        for (const point of this.cells.get(column * CELLS + row) ?? []) {
          const distance = ((point.x - x) / dx) ** 2 + ((point.y - y) / dy) ** 2;
          if (distance < least && this.isShown(point)) [best, least] = [point, distance];
        }
      }
    }
    return best;
  }

  /** The next shown point from `from` in a direction, (1, 0) being right. */
  next(from, right, down) {
    let best = null;
    let least = Infinity;
    for (const point of this.shown) {
      const ahead = (point.x - from.x) * right + (point.y - from.y) * down;
      const aside = Math.abs((point.x - from.x) * down) + Math.abs((point.y - from.y) * right);
      if (point === from || ahead <= 0 || aside > ahead) continue;
      const distance = ahead + 2 * aside;
      if (distance < least) [best, least] = [point, distance];
    }
    return best;
  }
}

function cell(value) {
  return Math.min(CELLS - 1, Math.max(0, Math.floor(value * CELLS)));
}
