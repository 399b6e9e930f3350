/** The emoji that the bot uses, by Slack's names, as signs that every font has. */
const SIGNS: Readonly<Record<string, string>> = {
  white_check_mark: '✓',
  hourglass_flowing_sand: '…',
  white_small_square: '·',
  double_vertical_bar: '‖',
  mag: '⌕',
  warning: '⚠',
  x: '✗',
  bell: '♪',
  no_bell: '‖',
  dart: '◎',
  bar_chart: '▤',
  chart_with_upwards_trend: '↗',
  chart_with_downwards_trend: '↘',
  information_source: 'ℹ',
  no_entry_sign: '⊘',
  lock: '⚿',
  arrow_forward: '▶',
};

/** In a terminal the emoji itself, in a page a circle of this colour. */
export const CIRCLES: Readonly<Record<string, { readonly sign: string; readonly colour: string }>> = {
  large_green_circle: { sign: '🟢', colour: '#2bac76' },
  large_yellow_circle: { sign: '🟡', colour: '#f2c744' },
  large_orange_circle: { sign: '🟠', colour: '#f0803c' },
  red_circle: { sign: '🔴', colour: '#e01e5a' },
  white_circle: { sign: '⚪', colour: '#e6e6e6' },
};

export function emojiSign(name: string): string {
  return CIRCLES[name]?.sign ?? SIGNS[name] ?? `:${name}:`;
}
