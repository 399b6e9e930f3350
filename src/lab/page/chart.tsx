import { roundStep } from '#chart/axis.ts';
import { type Json, list } from './json.ts';

/** In units that are a phone's pixels; a desktop shows it larger. */
const [WIDTH, HEIGHT] = [330, 190];
const PLOT = { left: 34, right: 326, top: 10, bottom: 146 };
const MOST_TICKS = 5;
/** How wide a letter is at most, nearly. */
const LETTER = 5.4;
const COLOURS = ['#1264a3', '#c9184f', '#148567', '#9a6700', '#7a5d8f', '#616061'];

interface Line {
  readonly name: string;
  readonly values: readonly number[];
}

/** Lines over categories: of Slack's charts the one that the bot sends. What it shows is in a table for whoever cannot see it. */
export function Chart({ block }: { readonly block: Json }) {
  const { series, axis_config: axis } = block.chart as { series: Json[]; axis_config: Json };
  const names = list(axis.categories).map(String);
  const lines = series.map(({ name, data }) => ({
    name: String(name),
    values: list(data).map((point) => Number((point as Json).value)),
  }));
  const title = String(block.title);
  return (
    <figure className="chart">
      <figcaption>
        <b>{title}</b>
        {axis.y_label !== undefined && <small> {String(axis.y_label)}</small>}
      </figcaption>
      <svg viewBox={`0 0 ${WIDTH} ${HEIGHT}`} aria-hidden="true">
        <Plot names={names} lines={lines} />
        <text x={(PLOT.left + PLOT.right) / 2} y={HEIGHT - 14} textAnchor="middle">
          {String(axis.x_label ?? '')}
        </text>
      </svg>
      <p className="legend context" aria-hidden="true">
        {lines.map(({ name }, nth) => (
          <span key={name}>
            <i style={{ background: COLOURS[nth] }} /> {name}
          </span>
        ))}
      </p>
      <Numbers title={title} names={names} lines={lines} />
    </figure>
  );
}

interface Drawn {
  readonly names: readonly string[];
  readonly lines: readonly Line[];
}

function Plot({ names, lines }: Drawn) {
  const values = lines.flatMap((line) => line.values);
  const [least, most] = [Math.min(0, ...values), Math.max(0, ...values)];
  const step = roundStep((most - least || 1) / MOST_TICKS);
  const [from, to] = [Math.floor(least / step), Math.ceil(most / step) || 1];
  const ticks = Array.from({ length: to - from + 1 }, (_, nth) => (from + nth) * step);
  const x = (nth: number) => PLOT.left + ((nth + 0.5) / names.length) * (PLOT.right - PLOT.left);
  const y = (value: number) => PLOT.bottom - ((value / step - from) / (to - from)) * (PLOT.bottom - PLOT.top);
  const widest = (Math.max(...names.map(({ length }) => length)) + 1) * LETTER;
  const every = Math.ceil((names.length * widest) / (PLOT.right - PLOT.left));
  return (
    <>
      {ticks.map((tick) => (
        <g key={tick}>
          <line x1={PLOT.left} x2={PLOT.right} y1={y(tick)} y2={y(tick)} />
          <text x={PLOT.left - 5} y={y(tick) + 3.5} textAnchor="end">
            {Number(tick.toPrecision(6))}
          </text>
        </g>
      ))}
      {names.map((name, nth) =>
        nth % every > 0 ? null : (
          <text key={name} x={x(nth)} y={PLOT.bottom + 14} textAnchor="middle">
            {name}
          </text>
        ),
      )}
      {lines.map(({ name, values: ups }, nth) => (
        <g key={name} fill={COLOURS[nth]} stroke={COLOURS[nth]}>
          <polyline points={ups.map((value, at) => `${x(at)},${y(value)}`).join(' ')} />
          {ups.map((value, at) => (
            <circle key={at} cx={x(at)} cy={y(value)} r={2.5} />
          ))}
        </g>
      ))}
    </>
  );
}

function Numbers({ title, names, lines }: Drawn & { readonly title: string }) {
  return (
    <table className="unseen">
      <caption>{title}</caption>
      <thead>
        <tr>
          <td />
          {names.map((name) => (
            <th key={name} scope="col">
              {name}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {lines.map(({ name, values }) => (
          <tr key={name}>
            <th scope="row">{name}</th>
            {values.map((value, at) => (
              <td key={at}>{value}</td>
            ))}
          </tr>
        ))}
      </tbody>
    </table>
  );
}
