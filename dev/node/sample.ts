// What a program writes with the generated types; `tsc --strict` reads it (dev/judges.py).
import type { components, paths } from "./api";

type Report = components["schemas"]["ReportArgumentsRequest"];
type Cases = paths["/api/v1/cases"]["get"]["responses"]["200"]["content"]["application/json"];
type Remaining = paths["/api/v1/cases"]["get"]["responses"]["200"]["headers"]["RateLimit-Remaining"];
type Problem = components["schemas"]["Problem"];

const report: Report = {
  office_code: "72-24-1001",
  type_code: "overcharge",
  occurred_on: "2026-11-20",
  discovered_on: "2026-11-21",
  occurred_at: "10:30",
  narrative: "متن گزارش",
};

export function numbers(cases: Cases): string[] {
  return cases.results.map((one) => `${one.number} ${one.state}`);
}

export function rest(left: Remaining, problem: Problem): string {
  return `${left ?? 0} ${problem.title} ${JSON.stringify(report)}`;
}
