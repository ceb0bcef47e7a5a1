import type { ComponentChildren } from "preact";
import type { Alert, Dashboard, DeadLetter, RuleCounts } from "./answers";
import { amount, brief, clock, count, duration, moment, rate } from "./format";
import type { Live } from "./live";

export function Panel({ title, id, note, children }: { title: string; id: string; note?: string; children: ComponentChildren }) {
  return (
    <section class="panel" aria-labelledby={id}>
      <h2 id={id}>
        {title}
        {note && <small>{note}</small>}
      </h2>
      {children}
    </section>
  );
}

export function Figure({ label, value, hint, tone }: { label: string; value: string; hint?: string; tone?: "good" | "warn" | "bad" }) {
  return (
    <div class={`figure ${tone ?? ""}`} title={hint}>
      <b>{value}</b>
      <span>{label}</span>
    </div>
  );
}

export function Topics({ live }: { live: Live }) {
  return (
    <table>
      <thead>
        <tr>
          <th scope="col">topic</th>
          <th scope="col">events/s</th>
          <th scope="col">in the log</th>
        </tr>
      </thead>
      <tbody>
        {live.topics.map((t) => (
          <tr key={t.topic}>
            <td>{t.topic}</td>
            <td>{rate(t.ratePerSecond)}</td>
            <td>{brief(t.endOffset)}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

export function Open({ live, tenant }: { live: Live; tenant: string }) {
  const age = live.watermark ? (Date.parse(live.asOf) - Date.parse(live.watermark)) / 1000 : null;
  const checkpoint = live.checkpointAgeSeconds;
  return (
    <>
      <div class="figures">
        <Figure label={`sessions of ${tenant} open`} value={count(live.openSessions)} hint="Visits with an event in the last 30 minutes of event time" />
        <Figure label="records behind, all tenants" value={brief(live.lagRecords)} tone={live.lagRecords > 100_000 ? "warn" : "good"} hint="Records in the log that no shard has processed yet" />
        <Figure label="checkpoint age" value={checkpoint === null ? "none" : duration(checkpoint)} tone={checkpoint !== null && checkpoint > 60 ? "warn" : undefined} hint="Oldest of the shards' last checkpoints" />
        <Figure label={`watermark of ${tenant} behind`} value={age === null ? "none" : duration(age)} hint={live.watermark ?? "No event yet"} />
      </div>
      <ul class="shards" aria-label="Shards">
        {live.shards.map((s) => (
          <li key={s.topic + s.partition} class={s.state} title={`${s.topic}-${s.partition}: ${s.state}, ${s.lagRecords} behind`}>
            {s.topic}-{s.partition} <em>{s.state}</em>
          </li>
        ))}
      </ul>
    </>
  );
}

export function Totals({ answer, currency }: { answer: Dashboard; currency: string }) {
  return (
    <div class="figures">
      <Figure label="revenue" value={amount(answer.totalRevenue, currency)} />
      <Figure label="orders" value={count(answer.totalOrders)} />
      <Figure label="new users" value={count(answer.totalUsers)} />
      <Figure label="new products" value={count(answer.totalProducts)} />
    </div>
  );
}

const shown = 8;

/** Rows with a bar for their share, the largest first: payment modes, services, reasons. */
export function Shares({ title, rows }: { title: string; rows: { name: string; value: number; text: string }[] }) {
  const ordered = [...rows].sort((a, b) => b.value - a.value || a.name.localeCompare(b.name));
  const most = Math.max(1, ...rows.map((r) => r.value));
  return (
    <div class="shares">
      <h3>{title}</h3>
      {rows.length === 0 && <p class="none">Nothing yet.</p>}
      {ordered.slice(0, shown).map((r) => (
        <div key={r.name} class="share">
          <span>{r.name}</span>
          <i style={{ width: `${(100 * r.value) / most}%` }} />
          <b>{r.text}</b>
        </div>
      ))}
      {rows.length > shown && <p class="none">and {rows.length - shown} more</p>}
    </div>
  );
}

// What is masked is a long hash.
const brieflyNamed = (name: string) => (name.length > 24 ? `${name.slice(0, 12)}…` : name);

export function Found({ tenant, alerts, rules }: { tenant: string; alerts: Alert[]; rules: RuleCounts[] }) {
  const open = rules.reduce((sum, r) => sum + r.open, 0);
  const wrong = rules.reduce((sum, r) => sum + r.falsePositives, 0);
  const byRule = new Map<string, number>();
  for (const r of rules) byRule.set(r.rule, (byRule.get(r.rule) ?? 0) + r.raised);
  return (
    <>
      <div class="figures">
        <Figure label="alerts open" value={count(open)} tone={open > 0 ? "warn" : "good"} hint="Nobody has looked at them yet" />
        <Figure label="false positives" value={count(wrong)} />
      </div>
      <Shares title="alerts by rule" rows={[...byRule].map(([name, value]) => ({ name, value, text: count(value) }))} />
      {alerts.length > 0 ? (
        <table>
          <thead>
            <tr>
              <th scope="col">raised</th>
              <th scope="col">rule</th>
              <th scope="col">who</th>
            </tr>
          </thead>
          <tbody>
            {alerts.map((a) => (
              <tr key={a.id} title={`${a.id}: ${a.entityKind} ${a.entity}, ${a.severity}, ${a.state}`}>
                <td>{moment(a.raisedAt)}</td>
                <td>
                  {a.rule} <em class={`severity ${a.severity}`}>{a.severity}</em>
                </td>
                <td>
                  {a.entityKind} {brieflyNamed(a.entity)}
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      ) : (
        <p class="none">No rule has matched.</p>
      )}
      <p class="hint">
        <code>./analytics pbm alert list{tenant === "default" ? "" : ` --tenant ${tenant}`}</code> shows them all.
      </p>
    </>
  );
}

export function Wrong({ live, letters }: { live: Live; letters: DeadLetter[] }) {
  const down = live.sinks.filter((s) => s.state !== "up");
  const gone = live.stores.filter((s) => s.state === "down");
  return (
    <>
      <div class="figures">
        <Figure label="dead letters" value={count(live.deadLetters.records)} tone={live.deadLetters.records > 0 ? "warn" : "good"} hint="Events that could not be read or processed; their bytes are kept" />
        <Figure label="sinks down" value={`${down.length} of ${live.sinks.length}`} tone={down.length > 0 ? "bad" : "good"} />
      </div>
      {gone.map((s) => (
        <p class="fault" role="alert" key={s.name}>
          <b>{s.name}</b> down since {clock(s.since)}: {s.detail} {s.name === "log" || s.name === "kafka" ? "(events are refused, what was acknowledged is safe)" : ""}
        </p>
      ))}
      {down.map((s) => (
        <p class="fault" role="alert" key={s.name}>
          <b>{s.name}</b> {s.state} since {clock(s.since)}: {s.lastError} ({count(s.backlogDeliveries)} deliveries wait, nothing is lost)
        </p>
      ))}
      <Shares title="dead letters by reason" rows={Object.entries(live.deadLetters.byReason).map(([name, value]) => ({ name, value, text: count(value) }))} />
      {letters.length > 0 && (
        <table>
          <thead>
            <tr>
              <th scope="col">received</th>
              <th scope="col">reason</th>
              <th scope="col">field</th>
            </tr>
          </thead>
          <tbody>
            {letters.map((l) => (
              <tr key={`${l.topic}${l.partition}:${l.offset}`} title={l.message}>
                <td>{moment(l.receivedAt)}</td>
                <td>{l.reason}</td>
                <td>{l.field}</td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
      <p class="hint">
        <code>./analytics pbm dlq list</code> shows them, <code>dlq retry</code> sends them again.
      </p>
    </>
  );
}
