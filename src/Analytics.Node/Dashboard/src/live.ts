// The node's running counts, pushed once a second (server-sent events, /api/v1/live).

export interface Live {
  asOf: string;
  tenant: string;
  tenants: string[];
  totals: { events: number; orders: number; payments: number; revenue: number; eventsByType: { type: string; events: number }[] };
  currency: string;
  eventsLastMinute: number;
  openSessions: number;
  lagRecords: number;
  watermark: string | null;
  checkpointAgeSeconds: number | null;
  incoming: { ratePerSecond: number; recent: { at: string; ratePerSecond: number }[] };
  topics: { topic: string; endOffset: number; ratePerSecond: number }[];
  shards: { topic: string; partition: number; state: string; lagRecords: number }[];
  sinks: Sink[];
  stores: { name: string; state: string; since: string; detail: string }[];
  deadLetters: { records: number; byReason: Record<string, number> };
}

export interface Sink {
  name: string;
  state: string;
  since: string;
  lastError: string | null;
  backlogDeliveries: number;
  backlogRows: number;
}

export type Connection = "connecting" | "live" | "lost";

/** Follows one tenant until the returned function is called; reconnects by itself. */
export function follow(tenant: string, onLive: (live: Live) => void, onConnection: (connection: Connection) => void): () => void {
  onConnection("connecting");
  const source = new EventSource(`api/v1/live?tenant=${encodeURIComponent(tenant)}`);
  source.addEventListener("live", (event) => {
    onConnection("live");
    onLive(JSON.parse((event as MessageEvent<string>).data) as Live);
  });
  source.onerror = () => onConnection("lost");
  return () => source.close();
}
