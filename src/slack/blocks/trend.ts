import type { TrendReport } from '#investigation/lookup/trend-report.ts';
import type { Content } from '../content.ts';

export function trendMessage({ headline }: TrendReport): Content {
  return { text: headline };
}
