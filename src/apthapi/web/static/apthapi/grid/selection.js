// Which cell has the focus and which are selected. Row -1 is the header.

export class Selection {
  constructor(model, layout, view, moved) {
    Object.assign(this, { model, layout, view, moved });
    this.active = { at: 0, position: 0 };
    this.anchor = { at: 0, position: 0 };
    this.row = null;
    this.tabbable = null;
    this.startPosition = null;
    view.selected = (at, position) => this.has(at, position);
  }

  get rect() {
    const rows = [this.active.at, this.anchor.at].map((at) => Math.max(0, at));
    const columns = [this.active.position, this.anchor.position];
    return { top: Math.min(...rows), bottom: Math.max(...rows), left: Math.min(...columns), right: Math.max(...columns) };
  }

  get rows() { return this.model.visible.slice(this.rect.top, this.rect.bottom + 1); }

  get many() { return this.active.at !== this.anchor.at || this.active.position !== this.anchor.position; }

  has(at, position) {
    const { top, bottom, left, right } = this.rect;
    return this.active.at >= 0 && at >= top && at <= bottom && position >= left && position <= right;
  }

  /** Every selected cell as `{row, index, shown}`. */
  get cells() {
    const { left, right } = this.rect;
    return this.rows.flatMap((row) => this.layout.columns.slice(left, right + 1).map((shown) => ({ row, index: shown.index, shown })));
  }

  get element() {
    const { at, position } = this.active;
    return at < 0 ? this.view.header.children[position + 1] : this.view.cell(this.model.visible[at], position);
  }

  /** Go to a cell; with `extend` the selection grows from where it began. */
  go(at, position, { extend = false, focus = true } = {}) {
    const last = this.model.visible.length - 1;
    this.active = { at: Math.max(-1, Math.min(last, at)), position: Math.max(0, Math.min(this.layout.columns.length - 1, position)) };
    if (!extend) this.anchor = { ...this.active };
    this.#hold();
    if (focus) this.focus();
  }

  all() {
    this.anchor = { at: 0, position: 0 };
    this.go(this.model.visible.length - 1, this.layout.columns.length - 1, { extend: true });
  }

  #hold() {
    const { at, position } = this.active;
    this.row = at < 0 ? null : this.model.visible[at] ?? null;
    this.view.pinned = this.row;
    if (this.view.scroller.clientHeight) this.view.reveal(Math.max(0, at), position);
    this.roam();
    this.view.paintSelection();
    this.moved();
  }

  /** Only the active cell is reached with Tab from outside. */
  roam() {
    if (this.tabbable !== this.element) this.tabbable?.setAttribute("tabindex", -1);
    this.tabbable = this.element ?? null;
    this.tabbable?.setAttribute("tabindex", 0);
  }

  focus() {
    this.element?.focus({ preventScroll: true });
    // The frame has scrolled already; the page may have to.
    this.element?.scrollIntoView({ block: "nearest", inline: "nearest" });
  }

  /** After rows came, went or changed places: stay on the same row if it is still there. */
  settle() {
    const at = this.row ? this.model.visible.indexOf(this.row) : -1;
    const held = this.view.grid.contains(document.activeElement) || document.activeElement === document.body;
    if (at >= 0) {
      const shift = at - this.active.at;
      this.active.at = at;
      this.anchor.at = Math.max(0, Math.min(this.model.visible.length - 1, this.anchor.at + shift));
    } else if (this.active.at >= this.model.visible.length || this.row) {
      this.active.at = Math.min(Math.max(0, this.active.at), this.model.visible.length - 1);
      this.anchor = { ...this.active };
    }
    this.row = this.model.visible[this.active.at] ?? null;
    this.view.pinned = this.row;
    this.view.render();
    this.roam();
    this.view.paintSelection();
    if (held && this.held) this.focus();
  }

  /** Whether the grid had the focus, so that it is given back when a row that held it goes. */
  get held() { return this.view.grid.dataset.foco === "si"; }
}
