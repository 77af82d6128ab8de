const largest = 22;
const smallest = 1;
/** Small squares have small gaps, so that a hundred thousand are still a picture. */
const gapOf = (size: number) => (size < 6 ? 1 : 2);
const maxHeight = 132;

/** Where the squares are, in pixels. */
export interface Layout {
  columns: number;
  pitch: number;
  size: number;
  height: number;
}

/** The largest squares with which all fit. */
export function layoutOf(count: number, width: number): Layout {
  for (let size = largest; ; size--) {
    const pitch = size + gapOf(size);
    const columns = Math.max(1, Math.floor(width / pitch));
    const height = Math.ceil(count / columns) * pitch;
    if (height <= maxHeight || size <= smallest) {
      return { columns, pitch, size, height };
    }
  }
}
