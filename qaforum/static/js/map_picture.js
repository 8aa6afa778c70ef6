// Draws the map: points, names of areas, and close by, titles.

const FEW = 40; // points in sight that have room for their titles
const CLOSE = 2.4; // from here on the finer areas are named

export class Picture {
  constructor(canvas, view) {
    this.canvas = canvas;
    this.view = view;
    this.context = canvas.getContext("2d");
    this.readColours();
  }

  readColours() {
    const style = getComputedStyle(this.canvas);
    const probe = document.createElement("span");
    this.canvas.parentElement.append(probe);
    const colour = (name) => {
      probe.style.color = `var(${name})`;
      return getComputedStyle(probe).color;
    };
    this.colours = {
      solved: colour("--qa-solved"),
      open: colour("--qa-notice"),
      ink: colour("--qa-ink"),
      page: colour("--qa-surface"),
      brand: colour("--qa-brand"),
    };
    probe.remove();
    this.font = style.fontFamily;
  }

  fit() {
    const { clientWidth, clientHeight } = this.canvas;
    const ratio = window.devicePixelRatio || 1;
    this.canvas.width = clientWidth * ratio;
    this.canvas.height = clientHeight * ratio;
    this.context.setTransform(ratio, 0, 0, ratio, 0, 0);
    this.view.resize(clientWidth, clientHeight);
  }

  /** A point's radius in pixels: readable at 50 points and at 20,000. */
  radius(point, count) {
    const base = Math.min(9, Math.max(1.6, 60 / Math.sqrt(count))) * Math.min(2.2, this.view.scale ** 0.4);
    return base * Math.min(2.2, 1 + 0.25 * Math.sqrt(point.reused));
  }

  draw({ points, areas, fine, selected, titles, withPeers }) {
    const { context, view } = this;
    context.clearRect(0, 0, view.width, view.height);
    const inSight = [];
    for (const point of points.shown) {
      const [left, top] = view.toPixels(point.x, point.y);
      if (!view.shows(left, top)) continue;
      this.point(left, top, this.radius(point, points.all.length), point);
      inSight.push([left, top, point]);
    }
    const taken = [];
    if (selected) this.ring(selected, points.all.length);
    if (inSight.length <= FEW) {
      for (const [left, top, point] of inSight) {
        const title = point === selected ? "" : titles.get(point.id)?.title;
        if (title) this.text(shortened(title, 44), left + 10, top, taken, { size: 12, align: "left" });
      }
    }
    const named = view.scale >= CLOSE && fine.length ? fine : areas;
    for (const area of named) {
      const [left, top] = view.toPixels(area.x, area.y);
      if (!view.shows(left, top, 60)) continue;
      this.text(area.name, left, top, taken, { size: 13, align: "center", bold: true });
    }
    if (withPeers) this.peers(areas, taken);
    return inSight.length <= FEW ? inSight.map(([, , point]) => point) : [];
  }

  point(left, top, radius, point) {
    const { context } = this;
    context.globalAlpha = 0.78;
    context.fillStyle = point.solved ? this.colours.solved : this.colours.open;
    context.beginPath();
    if (point.solved) {
      context.arc(left, top, radius, 0, 2 * Math.PI);
    } else {
      // Open problems differ in shape too, for those who see no difference in colour
      context.moveTo(left, top - radius * 1.2);
      context.lineTo(left + radius * 1.2, top);
      context.lineTo(left, top + radius * 1.2);
      context.lineTo(left - radius * 1.2, top);
    }
    context.fill();
    context.globalAlpha = 1;
  }

  ring(point, count) {
    const [left, top] = this.view.toPixels(point.x, point.y);
    const { context } = this;
    context.lineWidth = 2.5;
    context.strokeStyle = this.colours.brand;
    context.beginPath();
    context.arc(left, top, this.radius(point, count) + 4, 0, 2 * Math.PI);
    context.stroke();
  }

  peers(areas, taken) {
    for (const area of areas) {
      const [left, top] = this.view.toPixels(area.x, area.y);
      area.peers.forEach((peer, place) => {
        const style = { size: 12, align: "center", colour: this.colours.brand };
        this.text(peer.name, left, top + 18 + 16 * place, taken, style);
      });
    }
  }

  /** Writes where nothing is written yet. */
  text(words, left, top, taken, { size, align, bold = false, colour = this.colours.ink }) {
    const { context } = this;
    context.font = `${bold ? 650 : 450} ${size}px ${this.font}`;
    context.textAlign = align;
    context.textBaseline = "middle";
    const width = context.measureText(words).width;
    const room = this.view.width - width - 4;
    if (align === "left") left = Math.max(4, Math.min(left, room));
    else left = Math.max(width / 2 + 4, Math.min(left, this.view.width - width / 2 - 4));
    const start = align === "left" ? left : left - width / 2;
    const box = [start - 3, top - size * 0.75, start + width + 3, top + size * 0.75];
    if (taken.some((other) => overlap(box, other))) return;
    taken.push(box);
    context.lineWidth = 4;
    context.lineJoin = "round";
    context.strokeStyle = this.colours.page;
    context.strokeText(words, left, top);
    context.fillStyle = colour;
    context.fillText(words, left, top);
  }
}

function overlap(a, b) {
  return a[0] < b[2] && b[0] < a[2] && a[1] < b[3] && b[1] < a[3];
}

function shortened(text, length) {
  return text.length > length ? `${text.slice(0, length - 1)}…` : text;
}
