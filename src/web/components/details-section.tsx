import { formatCount } from '../format/numbers';
import { temporalLink } from '../temporal-link';
import { texts } from '../texts';
import type { Access, Export } from '../types';
import { CopyButton } from './copy-button';
import { ExactTime } from './exact-time';
import { Fact } from './fact';
import { Icon } from './icon';

const words = texts.detail;

/** What support and operators ask for. */
export function DetailsSection({ exported, access }: { exported: Export; access: Access | null }) {
  const { id } = exported;
  const isOperator = access?.scopes.includes('admin') ?? false;
  const workflow = isOperator && exported.attempt > 0 ? temporalLink(id) : null;
  return (
    <section class="card" aria-labelledby="details-title">
      <h2 id="details-title">{words.details}</h2>
      <dl class="facts">
        <Fact name={words.id}>
          <code>{id}</code> <CopyButton text={id} what="ID" />
        </Fact>
        <Fact name={words.workspace}>{exported.workspace_id ?? texts.allWorkspaces}</Fact>
        <Fact name={words.organisation}>{exported.organisation_id}</Fact>
        <Fact name={words.keyId}>
          <code>{exported.created_by}</code>
        </Fact>
        <Fact name={words.attempts}>{formatCount(exported.attempt)}</Fact>
        <Fact name={words.updated}>
          <ExactTime time={exported.last_updated_at} />
        </Fact>
        {workflow && (
          <Fact name={words.operators}>
            <a href={workflow} target="_blank" rel="noreferrer">
              {words.temporal} <Icon name="external" />
            </a>
          </Fact>
        )}
      </dl>
    </section>
  );
}
