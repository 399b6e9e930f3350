import type { Found, Look } from './look.ts';

/** A text and its lines, and what they hold; each is only made where it is asked for. */
export interface Page {
  readonly text: () => string;
  readonly lines: () => readonly string[];
  readonly found: () => Found;
}

export function pageOf(text: string, look: Look): Page {
  const lines = once(() => text.split('\n'));
  return { text: () => text, lines, found: once(() => look(lines())) };
}

export function withText(page: Page, text: string, look: Look): Page {
  return text === page.text() ? page : withLines(page, text.split('\n'), look);
}

/** With a line more or less, what was found in each no longer tells. */
export function withLines(page: Page, lines: readonly string[], look: Look): Page {
  if (lines === page.lines()) return page;
  const found = lines.length === page.lines().length ? page.found : once(() => look(lines));
  return { text: once(() => lines.join('\n')), lines: () => lines, found };
}

function once<T>(make: () => T): () => T {
  let made: readonly [T] | undefined;
  return () => {
    made ??= [make()];
    return made[0];
  };
}
