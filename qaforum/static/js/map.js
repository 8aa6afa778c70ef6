// The map of knowledge: wandering through it with pointer, wheel, fingers or keys.
import { Picture } from "./map_picture.js";
import { Points } from "./map_points.js";
import { View } from "./map_view.js";

const ARROWS = { ArrowRight: [1, 0], ArrowLeft: [-1, 0], ArrowDown: [0, 1], ArrowUp: [0, -1] };
const REACH = 14; // pixels around the pointer
const root = document.querySelector("[data-map]");
if (root) start();

async function start() {
  const said = root.querySelector("[data-said]");
  const response = await fetch(root.dataset.points).catch(() => null);
  if (!response?.ok) {
    said.classList.remove("visually-hidden");
    said.textContent = root.dataset.failed;
    return;
  }
  new KnowledgeMap(await response.json());
}

class KnowledgeMap {
  constructor({ points, areas, fine }) {
    this.canvas = root.querySelector("canvas");
    this.label = root.querySelector(".map-label");
    this.said = root.querySelector("[data-said]");
    this.view = new View(points.length);
    this.picture = new Picture(this.canvas, this.view);
    this.points = new Points(points);
    this.areas = areas;
    this.fine = fine;
    this.titles = new Map();
    this.selected = null;
    this.fingers = new Map();
    this.listen();
    this.picture.fit();
    this.draw();
    root.dataset.ready = "true";
  }

  listen() {
    new ResizeObserver(() => {
      this.picture.fit();
      this.draw();
    }).observe(this.canvas);
    new MutationObserver(() => {
      this.picture.readColours();
      this.draw();
    }).observe(document.documentElement, { attributeFilter: ["data-bs-theme"] });
    this.canvas.addEventListener("pointerdown", (event) => this.press(event));
    this.canvas.addEventListener("pointermove", (event) => this.drag(event));
    for (const end of ["pointerup", "pointercancel"]) {
      this.canvas.addEventListener(end, (event) => this.release(event));
    }
    this.canvas.addEventListener("pointerleave", () => this.select(null));
    this.canvas.addEventListener("wheel", (event) => {
      event.preventDefault();
      this.zoom(Math.exp(-event.deltaY / 400), event.offsetX, event.offsetY);
    }, { passive: false });
    this.canvas.addEventListener("keydown", (event) => this.key(event));
    root.addEventListener("change", () => {
      const { solved, open } = this.boxes();
      this.points.filter({ solved, open });
      this.draw();
    });
    for (const button of root.querySelectorAll("[data-zoom]")) {
      button.addEventListener("click", () => this.button(button.dataset.zoom));
    }
  }

  boxes() {
    const box = (name) => root.querySelector(`input[name=${name}]`).checked;
    return { solved: box("solved"), open: box("open"), peers: box("peers") };
  }

  draw() {
    cancelAnimationFrame(this.frame);
    this.frame = requestAnimationFrame(() => {
      const close = this.picture.draw({ ...this, withPeers: this.boxes().peers });
      this.fetchTitles(close);
    });
  }

  zoom(factor, left, top) {
    this.view.zoom(factor, left, top);
    this.placeLabel();
    this.draw();
  }

  button(what) {
    if (what === "all") this.view.whole();
    else this.view.zoom(what === "in" ? 1.6 : 1 / 1.6);
    this.placeLabel();
    this.draw();
  }

  press(event) {
    this.canvas.setPointerCapture(event.pointerId);
    this.fingers.set(event.pointerId, [event.offsetX, event.offsetY]);
    this.moved = 0;
  }

  drag(event) {
    const before = this.fingers.get(event.pointerId);
    const now = [event.offsetX, event.offsetY];
    if (!before) return this.point(now);
    const others = [...this.fingers].filter(([id]) => id !== event.pointerId).map(([, at]) => at);
    this.fingers.set(event.pointerId, now);
    this.moved += Math.hypot(now[0] - before[0], now[1] - before[1]);
    if (others.length) {
      const factor = distance(now, others[0]) / Math.max(1, distance(before, others[0]));
      this.zoom(factor, (now[0] + others[0][0]) / 2, (now[1] + others[0][1]) / 2);
    } else {
      this.view.move(now[0] - before[0], now[1] - before[1]);
      this.placeLabel();
      this.draw();
    }
    return undefined;
  }

  release(event) {
    const pressed = this.fingers.delete(event.pointerId);
    if (!pressed || event.type !== "pointerup" || this.moved > 6) return;
    const before = this.selected;
    this.point([event.offsetX, event.offsetY]);
    // A finger has no hovering: its first tap shows the title, the second opens it
    if (event.pointerType !== "touch" || (before && before === this.selected)) this.open();
  }

  point([left, top]) {
    const [x, y] = this.view.toPlace(left, top);
    this.select(this.points.nearest(x, y, REACH / this.view.wide, REACH / this.view.high));
  }

  key(event) {
    if (ARROWS[event.key]) {
      const from = this.selected ?? { x: this.view.x, y: this.view.y };
      const to = this.selected ? this.points.next(from, ...ARROWS[event.key]) : this.first();
      if (to) {
        this.view.reveal(to.x, to.y);
        this.select(to);
      }
    } else if (event.key === "Enter") this.open();
    else if (event.key === "+" || event.key === "=") this.zoomHere(1.6);
    else if (event.key === "-") this.zoomHere(1 / 1.6);
    else if (event.key === "Escape") this.select(null);
    else return;
    event.preventDefault();
  }

  zoomHere(factor) {
    if (this.selected) [this.view.x, this.view.y] = [this.selected.x, this.selected.y];
    this.zoom(factor);
  }

  first() {
    return this.points.nearest(this.view.x, this.view.y, 1, 1) ?? this.points.shown[0];
  }

  async select(point) {
    if (point === this.selected) return;
    this.selected = point;
    this.draw();
    await this.fetchTitles(point ? [point] : []);
    if (this.selected === point) this.placeLabel();
  }

  placeLabel() {
    const known = this.selected && this.titles.get(this.selected.id);
    this.label.hidden = !known;
    if (!known) return;
    const [left, top] = this.view.toPixels(this.selected.x, this.selected.y);
    this.label.textContent = known.title;
    const room = this.view.width - this.label.offsetWidth - 8;
    this.label.style.left = `${Math.max(8, Math.min(left + 12, room))}px`;
    this.label.style.top = `${Math.max(8, top - this.label.offsetHeight - 12)}px`;
    const state = this.selected.solved ? root.dataset.solved : root.dataset.open;
    this.said.textContent = `${known.title} (${state})`;
  }

  open() {
    const known = this.selected && this.titles.get(this.selected.id);
    if (known) location.assign(known.url);
  }

  async fetchTitles(points) {
    const missing = points.map((point) => point.id).filter((id) => !this.titles.has(id));
    if (!missing.length) return;
    for (const id of missing) this.titles.set(id, null);
    const response = await fetch(`${root.dataset.titles}?ids=${missing.join(",")}`).catch(() => null);
    if (!response?.ok) {
      for (const id of missing) this.titles.delete(id);
      return;
    }
    for (const [id, known] of Object.entries(await response.json())) this.titles.set(Number(id), known);
    this.placeLabel();
    this.draw();
  }
}

function distance(a, b) {
  return Math.hypot(a[0] - b[0], a[1] - b[1]);
}
