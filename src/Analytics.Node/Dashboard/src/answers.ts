// The business answers. Behind a gateway the gateway says who is asking; on the operator's own machine the page says so itself.

export interface Dashboard {
  totalUsers: number;
  totalOrders: number;
  totalRevenue: number;
  totalProducts: number;
  ordersPerDay: { day: string; orders: number }[];
  revenuePerDay: { day: string; revenue: number }[];
  revenueByPaymentMethod: { paymentMode: string; revenue: number; payments: number }[];
  eventCountsByService: { service: string; events: number }[];
  asOf: string;
  watermark: string | null;
}

export interface Trend<Point> {
  total: number;
  points: Point[];
}

export interface RevenuePoint {
  start: string;
  revenue: number;
  payments: number;
}

export interface OrdersPoint {
  start: string;
  orders: number;
  amount: number;
}

export interface DeadLetter {
  topic: string;
  partition: number;
  offset: number;
  reason: string;
  field: string;
  receivedAt: string;
  message: string;
}

export interface Alert {
  id: string;
  rule: string;
  severity: "low" | "medium" | "high" | "critical";
  entityKind: string;
  entity: string;
  raisedAt: string;
  state: string;
}

export interface RuleCounts {
  rule: string;
  version: number;
  raised: number;
  open: number;
  falsePositives: number;
}

const onThisMachine = ["localhost", "127.0.0.1", "[::1]"].includes(location.hostname);
const headers: HeadersInit = onThisMachine ? { "X-User-Email": "operator@localhost", "X-User-Role": "ADMIN" } : {};

async function get<T>(path: string, parameters: Record<string, string>): Promise<T> {
  const answer = await fetch(`${path}?${new URLSearchParams(parameters)}`, { headers });
  if (!answer.ok) {
    const problem = (await answer.json().catch(() => null)) as { title?: string; detail?: string } | null;
    throw new Error(problem?.detail ?? problem?.title ?? `The node answered ${answer.status}.`);
  }
  return (await answer.json()) as T;
}

export interface Span {
  from?: string;
  to?: string;
}

const range = (tenant: string, span: Span) => ({ tenant, ...(span.from ? { from: span.from } : {}), ...(span.to ? { to: span.to } : {}) });

export const askDashboard = (tenant: string, span: Span) => get<Dashboard>("api/v1/analytics/dashboard", range(tenant, span));

export const askRevenue = (tenant: string, span: Span, granularity: string) =>
  get<Trend<RevenuePoint>>("api/v1/analytics/revenue", { ...range(tenant, span), granularity });

export const askOrders = (tenant: string, span: Span, granularity: string) =>
  get<Trend<OrdersPoint>>("api/v1/analytics/orders", { ...range(tenant, span), granularity });

export const askAlerts = (tenant: string) => get<{ alerts: Alert[] }>("api/v1/alerts", { tenant, page_size: "6" }).then((page) => page.alerts);

export const askRules = (tenant: string) => get<{ rules: RuleCounts[] }>("api/v1/alerts/rules", { tenant }).then((answer) => answer.rules);

export const askDeadLetters = () =>
  get<{ deadLetters: DeadLetter[] }>("api/v1/admin/dead-letters", { page_size: "5", order: "newest" }).then((page) => page.deadLetters);
