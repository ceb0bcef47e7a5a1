import { useEffect, useRef } from "preact/hooks";
import uPlot from "uplot";
import "uplot/dist/uPlot.min.css";
import { axisTime } from "./format";

export interface Series {
  label: string;
  color: string;
  kind: "line" | "bars";
  values: number[];
  format: (value: number) => string;
}

const cssColor = (name: string) => getComputedStyle(document.documentElement).getPropertyValue(name).trim();

/** One chart over time. Redrawn when the numbers or the theme change; as wide as its room. */
export function Chart({ title, times, series, step, last: shown, height = 180, theme }: {
  title: string;
  times: number[];
  series: Series[];
  /** Seconds between two points: the room left on both sides. */
  step: number;
  /** Seconds shown back from the last point; by default all points. */
  last?: number;
  height?: number;
  theme: string;
}) {
  const room = useRef<HTMLDivElement>(null);
  const plot = useRef<uPlot | null>(null);
  const shape = series.map((s) => s.label + s.kind).join() + theme + (times.length > 0);

  useEffect(() => {
    const element = room.current;
    if (!element) return;
    const axis = { stroke: cssColor("--dim"), grid: { stroke: cssColor("--line"), width: 1 }, ticks: { show: false }, font: "11px system-ui" };
    const options: uPlot.Options = {
      width: element.clientWidth,
      height,
      tzDate: (seconds) => uPlot.tzDate(new Date(seconds * 1000), "Etc/UTC"),
      legend: { show: series.length > 1, live: false },
      cursor: { y: false, points: { size: 6 } },
      scales: { x: { range: (u) => span(u.data[0] as number[], step, shown) }, y: { range: (_, __, max) => [0, max > 0 ? max * 1.1 : 1] } },
      axes: [{ ...axis, space: 80, size: 26, values: (_, splits, __, ___, apart) => splits.map((v) => axisTime(v, apart)) }, { ...axis, size: 64, values: (_, splits) => splits.map((v) => series[0].format(v)) }],
      series: [
        {},
        ...series.map((s) => ({
          label: s.label,
          stroke: cssColor(s.color),
          fill: s.kind === "bars" ? cssColor(s.color) : `color-mix(in srgb, ${cssColor(s.color)} 12%, transparent)`,
          width: s.kind === "bars" ? 0 : 1.6,
          points: { show: false },
          paths: s.kind === "bars" ? uPlot.paths.bars!({ size: [0.7, 60] }) : undefined,
        })),
      ],
      hooks: { setCursor: [(u) => showPoint(u, series, element)] },
    };
    plot.current = new uPlot(options, [times, ...series.map((s) => s.values)], element);
    const resized = new ResizeObserver(() => plot.current?.setSize({ width: element.clientWidth, height }));
    resized.observe(element);
    return () => {
      resized.disconnect();
      plot.current?.destroy();
      plot.current = null;
    };
  }, [shape, height]);

  useEffect(() => plot.current?.setData([times, ...series.map((s) => s.values)]), [times, series]);

  if (times.length === 0)
    return (
      <figure class="chart">
        <figcaption>{title}</figcaption>
        <p class="none">Nothing yet.</p>
      </figure>
    );
  const last = series.map((s) => `${s.label} ${s.values.length ? s.format(s.values[s.values.length - 1]) : "none"}`).join(", ");
  return (
    <figure class="chart">
      <figcaption>
        <span>{title}</span>
        <output aria-hidden="true" />
      </figcaption>
      <div ref={room} role="img" aria-label={`${title}: latest ${last}`} />
    </figure>
  );
}

/** What the time axis shows; a single point gets its own step of room instead of years. */
function span(times: number[], step: number, shown?: number): [number, number] {
  const last = times[times.length - 1];
  return [shown ? last - shown : times[0] - step / 2, last + step / 2];
}

function showPoint(plot: uPlot, series: Series[], element: HTMLElement) {
  const output = element.parentElement?.querySelector("output");
  if (!output) return;
  const index = plot.cursor.idx;
  output.textContent =
    index == null || plot.data[0][index] === undefined
      ? ""
      : `${new Date(plot.data[0][index] * 1000).toISOString().slice(0, 19).replace("T", " ")} UTC · ${series.map((s, i) => `${s.label} ${s.format((plot.data[i + 1][index] as number) ?? 0)}`).join(" · ")}`;
}
