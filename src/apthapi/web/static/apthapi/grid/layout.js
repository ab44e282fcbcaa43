// Which columns are shown, how wide, and where each row stands. Rows are 32 px; those with a message are taller.

export const ROW_HEIGHT = 32;
export const HEADER_WIDTH = 52;
const MONTHS_WIDTH = 132;
const NOTE_HEIGHT = 44;

export class Layout {
  constructor(model) {
    this.model = model;
    this.monthsOpen = false;
    this.notes = new Map();
    this.extras = [];
    this.columns = [];
    this.arrangeColumns();
    this.arrangeRows();
  }

  /** Shown columns: `{column, index}`, and one `{months: true}` in place of the twelve while they are closed. */
  arrangeColumns() {
    const { columns, months } = this.model;
    this.columns = [];
    for (const column of columns) {
      if (column.index === this.model.numbering) continue;
      const isMonth = column.grupo === "meses";
      if (!isMonth || this.monthsOpen) this.columns.push({ column, index: column.index, width: column.ancho });
      else if (column.index === months[0]) this.columns.push({ months: true, index: column.index, width: MONTHS_WIDTH, column: MONTHS });
    }
    let left = HEADER_WIDTH;
    for (const shown of this.columns) {
      shown.left = left;
      left += shown.width;
    }
    this.width = left;
  }

  /** The template of every row, as CSS grid columns: texts share the room that is left over. */
  get template() {
    const loose = ({ column }, at) => column.clase === "texto" && at >= this.fixed;
    return `${HEADER_WIDTH}px ${this.columns.map((shown, at) => (loose(shown, at) ? `minmax(${shown.width}px, ${shown.width}fr)` : `${shown.width}px`)).join(" ")}`;
  }

  /** The columns that stay in sight: up to the first code, when it is at the beginning. */
  get fixed() {
    const code = this.columns.findIndex(({ column }) => column.clase === "codigo");
    return code >= 0 && code < 2 ? code + 1 : 0;
  }

  get fixedWidth() {
    return this.columns.slice(0, this.fixed).reduce((sum, { width }) => sum + width, HEADER_WIDTH);
  }

  positionOf(index) {
    const at = this.columns.findIndex((shown) => shown.index === index && !shown.months);
    return at >= 0 || !this.model.months.includes(index) ? at : this.columns.findIndex((shown) => shown.months);
  }

  /** Find anew which rows carry messages and how much room they take. */
  arrangeRows() {
    this.extras = [];
    this.model.visible.forEach((row, at) => {
      if (row.cells.size && row.troubled) this.extras.push({ at, row, height: this.notes.get(row) ?? NOTE_HEIGHT });
    });
  }

  get height() {
    return this.top(this.model.visible.length);
  }

  top(at) {
    let top = at * ROW_HEIGHT;
    for (const extra of this.extras) {
      if (extra.at >= at) break;
      top += extra.height;
    }
    return top;
  }

  /** The row that stands at a height. */
  rowAt(y) {
    let shift = 0;
    for (const extra of this.extras) {
      const start = extra.at * ROW_HEIGHT + shift;
      if (y < start + ROW_HEIGHT) break;
      if (y < start + ROW_HEIGHT + extra.height) return extra.at;
      shift += extra.height;
    }
    return Math.max(0, Math.min(this.model.visible.length - 1, Math.floor((y - shift) / ROW_HEIGHT)));
  }
}

const MONTHS = {
  nombre: "meses", titulo: "Meses", clase: "meses", grupo: "meses", calculada: true, opciones: null, busca: null,
  ayuda: "Si los doce meses suman lo que deben. Entrar los abre; Alt+M distribuye",
};
