const whole = new Intl.NumberFormat("en", { maximumFractionDigits: 0 });
const short = new Intl.NumberFormat("en", { notation: "compact", maximumFractionDigits: 1 });
const money = new Intl.NumberFormat("en", { minimumFractionDigits: 2, maximumFractionDigits: 2 });

export const count = (value: number) => whole.format(value);
export const brief = (value: number) => (Math.abs(value) < 10_000 ? whole.format(value) : short.format(value));
export const amount = (value: number, currency: string) => `${money.format(value)} ${currency}`;
export const rate = (value: number) => (value > 0 && value < 10 ? value.toFixed(1) : whole.format(value));

/** 45 s, 12 min, 3 h, 5 d: how long something takes or took. */
export function duration(seconds: number): string {
  if (seconds < 1) return `${Math.max(0, Math.round(seconds * 1000))} ms`;
  if (seconds < 100) return `${seconds < 10 ? seconds.toFixed(1) : Math.round(seconds)} s`;
  if (seconds < 6_000) return `${Math.round(seconds / 60)} min`;
  if (seconds < 172_800) return `${Math.round(seconds / 3_600)} h`;
  return `${Math.round(seconds / 86_400)} d`;
}

export const clock = (instant: string) => instant.replace("T", " ").slice(0, 19);

/** The time of today's instants, the date of others. */
export const moment = (instant: string) => (instant.slice(0, 10) === new Date().toISOString().slice(0, 10) ? instant.slice(11, 19) : instant.slice(0, 10));

/** A mark of a time axis whose marks are so many seconds apart, in UTC as everything else on the page. */
export function axisTime(seconds: number, apart: number): string {
  const instant = new Date(seconds * 1000).toISOString();
  if (apart >= 86_400 || instant.slice(11, 19) === "00:00:00") return instant.slice(0, 10);
  return instant.slice(11, apart < 60 ? 19 : 16);
}
