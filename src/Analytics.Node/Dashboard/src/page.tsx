import { useEffect, useMemo, useState } from "preact/hooks";
import {
  askAlerts, askDashboard, askDeadLetters, askOrders, askRevenue, askRules,
  type Alert, type Dashboard, type DeadLetter, type OrdersPoint, type RevenuePoint, type RuleCounts, type Span,
} from "./answers";
import { Chart } from "./chart";
import { amount, brief, clock, rate } from "./format";
import { follow, type Connection, type Live } from "./live";
import { Figure, Found, Open, Panel, Shares, Topics, Totals, Wrong } from "./panels";
import { useAddress } from "./address";
import { useTheme } from "./theme";

const spans: Record<string, { label: string; hours: number | null; granularity: string }> = {
  day: { label: "24 hours", hours: 24, granularity: "hour" },
  month: { label: "30 days", hours: 720, granularity: "day" },
  all: { label: "all time", hours: null, granularity: "day" },
};

// Whole hours (or days) back from now, so that the answers come from the windows.
function spanOf(key: string): Span {
  const span = spans[key] ?? spans.day;
  if (span.hours === null) return {};
  const width = span.granularity === "hour" ? 3_600_000 : 86_400_000;
  const end = Math.ceil(Date.now() / width) * width;
  return { from: new Date(end - span.hours * 3_600_000).toISOString().slice(0, 19) + "Z", to: new Date(end).toISOString().slice(0, 19) + "Z" };
}

interface Answers {
  dashboard: Dashboard;
  revenue: RevenuePoint[];
  orders: OrdersPoint[];
  alerts: Alert[];
  rules: RuleCounts[];
}

export function Page() {
  const [address, setAddress] = useAddress({ tenant: "", span: "day" });
  const [theme, nextTheme] = useTheme();
  const [live, setLive] = useState<Live | null>(null);
  const [connection, setConnection] = useState<Connection>("connecting");
  const [answers, setAnswers] = useState<Answers | null>(null);
  const [letters, setLetters] = useState<DeadLetter[]>([]);
  const [fault, setFault] = useState<string | null>(null);
  const tenant = address.tenant || (live ? (live.tenants.includes("demo") ? "demo" : live.tenant) : "");

  useEffect(() => {
    return follow(tenant || "default", setLive, setConnection);
  }, [tenant]);

  useEffect(() => {
    if (!tenant) return;
    let gone = false;
    const ask = async () => {
      const span = spanOf(address.span);
      const granularity = (spans[address.span] ?? spans.day).granularity;
      try {
        const [dashboard, revenue, orders, alerts, rules, dead] = await Promise.all([
          askDashboard(tenant, span), askRevenue(tenant, span, granularity), askOrders(tenant, span, granularity), askAlerts(tenant), askRules(tenant), askDeadLetters(),
        ]);
        if (gone) return;
        setAnswers({ dashboard, revenue: revenue.points, orders: orders.points, alerts, rules });
        setLetters(dead);
        setFault(null);
      } catch (error) {
        if (!gone) setFault((error as Error).message);
      }
    };
    setAnswers(null);
    void ask();
    const timer = setInterval(ask, 2_000);
    return () => {
      gone = true;
      clearInterval(timer);
    };
  }, [tenant, address.span]);

  const currency = live?.currency ?? "";
  const total = live?.incoming.ratePerSecond ?? 0;
  const incoming = useMemo(() => [{ label: "events/s", color: "--one", kind: "line" as const, values: [...(live?.incoming.recent.map((r) => r.ratePerSecond) ?? []), total], format: rate }], [live]);
  const incomingTimes = useMemo(() => (live ? [...live.incoming.recent.map((r) => r.at), live.asOf].map((at) => Date.parse(at) / 1000) : []), [live]);
  const revenue = useMemo(() => [{ label: "revenue", color: "--one", kind: "bars" as const, values: answers?.revenue.map((p) => p.revenue) ?? [], format: brief }], [answers]);
  const revenueTimes = useMemo(() => answers?.revenue.map((p) => Date.parse(p.start) / 1000) ?? [], [answers]);
  const orders = useMemo(() => [{ label: "orders", color: "--two", kind: "bars" as const, values: answers?.orders.map((p) => p.orders) ?? [], format: brief }], [answers]);
  const ordersTimes = useMemo(() => answers?.orders.map((p) => Date.parse(p.start) / 1000) ?? [], [answers]);
  const step = (spans[address.span] ?? spans.day).granularity === "hour" ? 3_600 : 86_400;

  return (
    <>
      <header>
        <h1>Analytics.Actors</h1>
        <label>
          tenant
          <select value={tenant} onChange={(e) => setAddress({ ...address, tenant: e.currentTarget.value })}>
            {[...new Set([...(live?.tenants ?? []), tenant].filter(Boolean))].sort().map((t) => (
              <option key={t}>{t}</option>
            ))}
          </select>
        </label>
        <fieldset role="radiogroup" aria-label="Time span of the answers">
          {Object.entries(spans).map(([key, span]) => (
            <button type="button" role="radio" key={key} aria-checked={address.span === key} onClick={() => setAddress({ ...address, span: key })}>
              {span.label}
            </button>
          ))}
        </fieldset>
        <button type="button" class="theme" onClick={nextTheme} aria-label={`Theme: ${theme}. Change`}>
          {theme}
        </button>
        <span class={`connection ${connection}`} role="status">
          {connection === "live" ? "live" : connection === "lost" ? "connection lost, trying again" : "connecting"}
        </span>
      </header>
      {fault && (
        <p class="fault" role="alert">
          {fault}
        </p>
      )}
      {!live ? (
        <p class="none">Waiting for the node…</p>
      ) : (
        <main>
          <div class="column">
            <Panel id="in" title="What comes in">
              <div class="figures">
                <Figure label="events per second" value={rate(total)} />
                <Figure label="in the last minute" value={brief(live.eventsLastMinute)} hint={`Events of tenant ${tenant}`} />
              </div>
              <Chart title="last five minutes" times={incomingTimes} series={incoming} step={1} last={300} height={150} theme={theme} />
              <Topics live={live} />
              <Shares title={`events of ${tenant} by type`} rows={live.totals.eventsByType.map((t) => ({ name: t.type, value: t.events, text: brief(t.events) }))} />
            </Panel>
            <Panel id="out" title="What came out" note={answers ? `as of ${clock(answers.dashboard.asOf)} UTC` : undefined}>
              {!answers ? (
                <p class="none">Asking…</p>
              ) : (
                <>
                  <Totals answer={answers.dashboard} currency={currency} />
                  <div class="two">
                    <Chart title={`revenue by ${(spans[address.span] ?? spans.day).granularity}`} times={revenueTimes} series={revenue} step={step} theme={theme} />
                    <Chart title={`orders by ${(spans[address.span] ?? spans.day).granularity}`} times={ordersTimes} series={orders} step={step} theme={theme} />
                    <Shares title="revenue by payment mode" rows={answers.dashboard.revenueByPaymentMethod.map((r) => ({ name: r.paymentMode, value: r.revenue, text: amount(r.revenue, currency) }))} />
                    <Shares title="events by service" rows={answers.dashboard.eventCountsByService.map((r) => ({ name: r.service, value: r.events, text: brief(r.events) }))} />
                  </div>
                </>
              )}
            </Panel>
          </div>
          <div class="column">
            <Panel id="open" title="What is open">
              <Open live={live} />
            </Panel>
            <Panel id="found" title="What rules found">
              {answers ? <Found tenant={tenant} alerts={answers.alerts} rules={answers.rules} /> : <p class="none">Asking…</p>}
            </Panel>
            <Panel id="wrong" title="What went wrong">
              <Wrong live={live} letters={letters} />
            </Panel>
          </div>
        </main>
      )}
      <footer>
        <a href="openapi/v1.json">OpenAPI</a> <a href="metrics">metrics</a> <a href="api/v1/status">status</a>
      </footer>
    </>
  );
}
