/** One number that a scrape shows. */
export interface Sample {
  /** `name{labels}`, as it is written. */
  readonly series: string;
  readonly value: string;
}

/** Without those that are no number, such as a mean of nothing. */
export function samplesOf(scrape: string): readonly Sample[] {
  return scrape.split('\n').flatMap((line) => {
    const [, series, value] = /^(\w+(?:\{.*\})?) (\S+)$/.exec(line) ?? [];
    return series === undefined || value === undefined || Number.isNaN(Number(value)) ? [] : [{ series, value }];
  });
}

/** Every name that a query may use, those of histograms with their endings; also of what has not happened yet. */
export function namesIn(scrape: string): ReadonlySet<string> {
  const families = [...scrape.matchAll(/^# TYPE (\w+) (\w+)$/gm)].map(([, name = '', type = '']) => ({ name, type }));
  return new Set(
    families.flatMap(({ name, type }) =>
      type === 'histogram' ? ['_bucket', '_sum', '_count'].map((end) => `${name}${end}`) : [name],
    ),
  );
}

/** The metrics that a query speaks of. */
export function namesAsked(query: string): readonly string[] {
  return query.match(/\b(?:focus_bot|nodejs|process)_\w+/g) ?? [];
}
