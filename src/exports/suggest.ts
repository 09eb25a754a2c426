import { compileLineEncoder } from '../encode/line';
import { Output } from '../encode/output';
import { deniedFields } from '../model/denied-fields';
import { columnsFor, projectionFor } from '../model/fields';
import type { Filters } from '../model/filters';
import { type SampledLog, suggest, suggestionFields } from '../model/suggestions';
import { selectLogs } from '../stores/logs';
import type { Asked, ExportsDeps } from './deps';
import { workspaceFor } from './rights';
import { checkLookback } from './selection';

/** How many logs are looked at: enough to know the usual values, whatever the store holds. */
const SAMPLED = 500;

interface Wanted {
  filters: Pick<Filters, 'created_at' | 'time_of_generation_min' | 'time_of_generation_max'>;
  workspace_id?: string | null | undefined;
}

/** What filters may be set to, from the newest logs of a range. */
export async function suggestFilters(deps: ExportsDeps, { actor }: Pick<Asked, 'actor'>, wanted: Wanted) {
  const tenant = { ...actor.tenant, workspaceId: workspaceFor(actor, wanted.workspace_id ?? undefined) };
  checkLookback(actor, { filters: wanted.filters, tenant, config: deps.config });
  const denied = deniedFields(await deps.settings.of(tenant.organisationId), tenant.workspaceId);
  const columns = columnsFor(suggestionFields.filter((name) => !denied.includes(name)));
  const selection = selectLogs(tenant, wanted.filters, new Date());
  const found = await deps.inTurn(tenant.organisationId, () =>
    deps.logs.newest(selection, projectionFor(columns), SAMPLED),
  );
  const encode = compileLineEncoder(columns);
  const out = new Output();
  const sampled = found.map((log) => {
    encode(log, out);
    return JSON.parse(out.take().toString()) as SampledLog;
  });
  return { sampled: sampled.length, ...suggest(sampled) };
}
