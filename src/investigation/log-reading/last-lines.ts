/** The last lines of a stream: no more than so many, and no more characters than fit in memory. */
export interface LastLines<L> {
  add(line: L): void;
  list(): readonly L[];
}

const MOST_CHARS = 4_000_000;

export function createLastLines<L extends { readonly text: string }>(most: number): LastLines<L> {
  let lines: L[] = [];
  let begin = 0;
  let chars = 0;
  return {
    add: (line) => {
      lines.push(line);
      chars += line.text.length;
      while (lines.length - begin > most || (chars > MOST_CHARS && lines.length - begin > 1)) {
        chars -= lines[begin]?.text.length ?? 0;
        begin += 1;
      }
      // Taking each off an array's beginning would move all the others each time.
      if (begin <= 1_024 || begin < lines.length / 2) return;
      lines = lines.slice(begin);
      begin = 0;
    },
    list: () => lines.slice(begin),
  };
}
