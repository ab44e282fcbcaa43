// Where unsent edits wait: IndexedDB, or localStorage where there is none. Each record is one sending, or what one table
// keeps marked.

const NAME = "apthapi-rejilla";
const SHELF = "envios";

export async function openStorage() {
  try {
    return new Shelf(await openDatabase());
  } catch {
    return new LocalShelf();
  }
}

function openDatabase() {
  return new Promise((resolve, reject) => {
    const request = indexedDB.open(NAME, 1);
    request.onupgradeneeded = () => request.result.createObjectStore(SHELF, { keyPath: "envio" }).createIndex("clave", "clave");
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
    request.onblocked = () => reject(new Error("blocked"));
  });
}

class Shelf {
  constructor(database) { this.database = database; }

  put(batch) { return this.#do("readwrite", (store) => store.put(batch)); }
  remove(envio) { return this.#do("readwrite", (store) => store.delete(envio)); }
  all(clave) { return this.#do("readonly", (store) => store.index("clave").getAll(clave)); }
  under(prefix) { return this.#do("readonly", (store) => store.index("clave").getAll(IDBKeyRange.bound(prefix, `${prefix}\uffff`))); }

  #do(mode, action) {
    return new Promise((resolve, reject) => {
      const transaction = this.database.transaction(SHELF, mode);
      const request = action(transaction.objectStore(SHELF));
      transaction.oncomplete = () => resolve(request.result);
      transaction.onabort = transaction.onerror = () => reject(transaction.error);
    });
  }
}

class LocalShelf {
  async put(batch) { localStorage.setItem(`${NAME}:${batch.envio}`, JSON.stringify(batch)); }
  async remove(envio) { localStorage.removeItem(`${NAME}:${envio}`); }

  async all(clave) { return this.#those((kept) => kept === clave); }
  async under(prefix) { return this.#those((kept) => kept.startsWith(prefix)); }

  #those(wanted) {
    return Object.keys(localStorage)
      .filter((key) => key.startsWith(`${NAME}:`))
      .map((key) => JSON.parse(localStorage.getItem(key)))
      .filter((batch) => wanted(batch.clave));
  }
}
