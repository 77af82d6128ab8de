/** What this browser remembers. It may be forbidden, or have been damaged: then nothing is remembered, and everything else works. */
export function load<Value>(key: string, otherwise: Value, storage = () => localStorage): Value {
  try {
    const text = storage().getItem(key);
    return text === null ? otherwise : (JSON.parse(text) as Value);
  } catch {
    return otherwise;
  }
}

export function store(key: string, value: unknown, storage = () => localStorage): void {
  try {
    if (value === undefined) {
      storage().removeItem(key);
    } else {
      storage().setItem(key, JSON.stringify(value));
    }
  } catch {
    // Then it is so until the page is closed.
  }
}
