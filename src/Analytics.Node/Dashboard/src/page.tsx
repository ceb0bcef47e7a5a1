import { useEffect, useMemo, useState } from "preact/hooks";
import { askAlerts, askDashboard, askDeadLetters, askOrders, askRevenue, askRules, type Span } from "./answers";
import { Chart } from "./chart";
import { amount, brief, clock, rate } from "./format";
import { follow, type Connection, type Live } from "./live";
import { usePoll } from "./poll";
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

export function Page() {
  const [address, setAddress] = useAddress({ tenant: "", span: "day" });
  const [theme, nextTheme] = useTheme();
  const [live, setLive] = useState<Live | null>(null);
  const [connection, setConnection] = useState<Connection>("connecting");
  const tenant = address.tenant || (live ? (live.tenants.includes("demo") ? "demo" : live.tenant) : "");

  useEffect(() => {
    return follow(tenant || "default", setLive, setConnection);
  }, [tenant]);

  const span = spans[address.span] ?? spans.day;
  const shop = usePoll(() => askDashboard(tenant, spanOf(address.span)), [tenant, address.span], tenant !== "");
  const revenueAnswer = usePoll(() => askRevenue(tenant, spanOf(address.span), span.granularity), [tenant, address.span], tenant !== "");
  const ordersAnswer = usePoll(() => askOrders(tenant, spanOf(address.span), span.granularity), [tenant, address.span], tenant !== "");
  const alerts = usePoll(() => askAlerts(tenant), [tenant], tenant !== "");
  const rules = usePoll(() => askRules(tenant), [tenant], tenant !== "");
  const letters = usePoll(askDeadLetters, []);
  const fault = [shop, revenueAnswer, ordersAnswer, alerts, rules, letters].find((polled) => polled.fault)?.fault;
  const revenuePoints = revenueAnswer.answer?.points ?? [];
  const ordersPoints = ordersAnswer.answer?.points ?? [];

  const currency = live?.currency ?? "";
  const total = live?.incoming.ratePerSecond ?? 0;
  const incoming = useMemo(() => [{ label: "events/s", color: "--one", kind: "line" as const, values: [...(live?.incoming.recent.map((r) => r.ratePerSecond) ?? []), total], format: rate }], [live]);
  const incomingTimes = useMemo(() => (live ? [...live.incoming.recent.map((r) => r.at), live.asOf].map((at) => Date.parse(at) / 1000) : []), [live]);
  const revenue = useMemo(() => [{ label: "revenue", color: "--one", kind: "bars" as const, values: revenuePoints.map((p) => p.revenue), format: brief }], [revenueAnswer.answer]);
  const revenueTimes = useMemo(() => revenuePoints.map((p) => Date.parse(p.start) / 1000), [revenueAnswer.answer]);
  const orders = useMemo(() => [{ label: "orders", color: "--two", kind: "bars" as const, values: ordersPoints.map((p) => p.orders), format: brief }], [ordersAnswer.answer]);
  const ordersTimes = useMemo(() => ordersPoints.map((p) => Date.parse(p.start) / 1000), [ordersAnswer.answer]);
  const step = span.granularity === "hour" ? 3_600 : 86_400;

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
                <Figure label="events per second, all tenants" value={rate(total)} />
                <Figure label={`events of ${tenant} in the last minute`} value={brief(live.eventsLastMinute)} />
              </div>
              <Chart title="last five minutes, all tenants" times={incomingTimes} series={incoming} step={1} last={300} height={150} theme={theme} />
              <Topics live={live} />
              <Shares title={`events of ${tenant} by type`} rows={live.totals.eventsByType.map((t) => ({ name: t.type, value: t.events, text: brief(t.events) }))} />
            </Panel>
            <Panel id="out" title="What came out" note={shop.answer ? `${tenant}, as of ${clock(shop.answer.asOf)} UTC` : tenant}>
              {!shop.answer ? (
                <p class="none">Asking…</p>
              ) : (
                <>
                  <Totals answer={shop.answer} currency={currency} />
                  <div class="two">
                    <Chart title={`revenue by ${span.granularity}`} times={revenueTimes} series={revenue} step={step} theme={theme} />
                    <Chart title={`orders by ${span.granularity}`} times={ordersTimes} series={orders} step={step} theme={theme} />
                    <Shares title="revenue by payment mode" rows={shop.answer.revenueByPaymentMethod.map((r) => ({ name: r.paymentMode, value: r.revenue, text: amount(r.revenue, currency) }))} />
                    <Shares title="events by service" rows={shop.answer.eventCountsByService.map((r) => ({ name: r.service, value: r.events, text: brief(r.events) }))} />
                  </div>
                </>
              )}
            </Panel>
          </div>
          <div class="column">
            <Panel id="open" title="What is open">
              <Open live={live} tenant={tenant} />
            </Panel>
            <Panel id="found" title="What rules found" note={tenant}>
              {alerts.answer && rules.answer ? <Found tenant={tenant} alerts={alerts.answer} rules={rules.answer} /> : <p class="none">Asking…</p>}
            </Panel>
            <Panel id="wrong" title="What went wrong" note="all tenants">
              <Wrong live={live} letters={letters.answer ?? []} />
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
