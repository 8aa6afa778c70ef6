// Where one looks on the map: places of the unit square ↔ pixels of the frame.

export class View {
  /** Of so many points; where there are few, there is nothing to see from very near. */
  constructor(count) {
    this.closest = Math.max(4, Math.sqrt(count) / 4);
    this.whole();
    this.resize(1, 1);
  }

  whole() {
    this.scale = 1;
    this.x = 0.5;
    this.y = 0.5;
  }

  resize(width, height) {
    this.width = width;
    this.height = height;
  }

  /** Pixels that the width and the height of the square take. */
  get wide() {
    return this.width * this.scale;
  }

  get high() {
    return this.height * this.scale;
  }

  toPixels(x, y) {
    return [(x - this.x) * this.wide + this.width / 2, (y - this.y) * this.high + this.height / 2];
  }

  toPlace(left, top) {
    return [
      (left - this.width / 2) / this.wide + this.x,
      (top - this.height / 2) / this.high + this.y,
    ];
  }

  shows(left, top, margin = 20) {
    return left > -margin && top > -margin && left < this.width + margin && top < this.height + margin;
  }

  move(dx, dy) {
    this.x = clamp(this.x - dx / this.wide);
    this.y = clamp(this.y - dy / this.high);
  }

  /** Comes closer by `factor`, keeping what is at these pixels where it is. */
  zoom(factor, left = this.width / 2, top = this.height / 2) {
    const [x, y] = this.toPlace(left, top);
    this.scale = Math.min(this.closest, Math.max(1, this.scale * factor));
    const [nowX, nowY] = this.toPlace(left, top);
    this.x = clamp(this.x + x - nowX);
    this.y = clamp(this.y + y - nowY);
    if (this.scale === 1) this.whole();
  }

  /** Has the place in sight, moving only when it is not. */
  reveal(x, y) {
    const [left, top] = this.toPixels(x, y);
    if (!this.shows(left, top, -30)) {
      this.x = x;
      this.y = y;
    }
  }
}

function clamp(value) {
  return Math.min(1, Math.max(0, value));
}
