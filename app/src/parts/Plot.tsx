import { day, moment } from '../words/format';
import { useTexts } from '../words/language';
import type { Point } from '../words/series';

const [WIDTH, HEIGHT, LEFT, BOTTOM, TOP] = [640, 220, 48, 26, 12];

/**
 * Two series as steps: done as a filled area, pending as a dashed line. A table next to it has the
 * same numbers.
 */
export function Plot(props: { points: readonly Point[]; now: number; label: string; paid: string; pending: string }) {
  const t = useTexts();
  const { points, now } = props;
  const first = points[0];
  if (first === undefined) return null;
  const start = first.at;
  const end = Math.max(now, start + 60_000);
  const top = nice(Math.max(...points.map((point) => Math.max(point.paid, point.pending)), 0.000001));
  const x = (at: number): number => LEFT + ((at - start) / (end - start)) * (WIDTH - LEFT - 8);
  const y = (value: number): number => TOP + (1 - value / top) * (HEIGHT - TOP - BOTTOM);
  const steps = (of: (point: Point) => number): string => {
    let path = `M${x(start)},${y(0)}`;
    points.forEach((point) => {
      path += `H${x(point.at).toFixed(1)}V${y(of(point)).toFixed(1)}`;
    });
    return `${path}H${x(end)}`;
  };
  const write = end - start < 3 * 86_400_000 ? moment : day;
  const figure = new Intl.NumberFormat(t.locale, { maximumSignificantDigits: 3 });
  return (
    <figure className="figure" data-testid="plot">
      <svg className="plot" viewBox={`0 0 ${WIDTH} ${HEIGHT}`} role="img" aria-label={props.label}>
        {[0, top / 2, top].map((value) => (
          <g key={value}>
            <line className="axis" x1={LEFT} x2={WIDTH - 8} y1={y(value)} y2={y(value)} />
            <text x={LEFT - 8} y={y(value) + 4} textAnchor="end">
              {figure.format(value)}
            </text>
          </g>
        ))}
        <path className="area" d={`${steps((point) => point.paid)}V${y(0)}Z`} />
        <path className="paid" d={steps((point) => point.paid)} />
        <path className="pending" d={steps((point) => point.pending)} />
        <text x={LEFT} y={HEIGHT - 6}>
          {write(t, start)}
        </text>
        <text x={WIDTH - 8} y={HEIGHT - 6} textAnchor="end">
          {write(t, end)}
        </text>
      </svg>
      <figcaption className="legend">
        <span>{props.paid}</span>
        <span className="pending">{props.pending}</span>
      </figcaption>
    </figure>
  );
}

/** The next round number: 1, 2 or 5 times a power of ten. */
function nice(value: number): number {
  const power = 10 ** Math.floor(Math.log10(value));
  return ([1, 2, 5, 10].find((step) => step * power >= value) ?? 10) * power;
}
