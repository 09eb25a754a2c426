import { useEffect, useRef, useState } from 'preact/hooks';
import { creatorName } from '../hooks/use-access';
import { goTo } from '../hooks/use-route';
import { formats, labelOf } from '../../model/formats';
import type { ListRoute } from '../route';
import { texts, type ShownStatus } from '../texts';
import type { Access, Format } from '../types';
import { Button } from './button';
import { ChoiceField } from './choice-field';

interface Props {
  route: ListRoute;
  access: Access | null;
}

const words = texts.listFilters;
const statuses = Object.keys(texts.statuses) as ShownStatus[];

const hasMore = ({ createdBy, person, format, from, to, isOldestFirst }: ListRoute) =>
  [createdBy, person, format, from, to, isOldestFirst].some((value) => value !== undefined);

/** Which exports are listed, and in which order; all of it is in the address. */
export function ListFilters({ route, access }: Props) {
  const [isMore, setMore] = useState(() => hasMore(route));
  const change = (part: Partial<ListRoute>) => goTo({ ...route, ...part, page: 0 });
  const workspaces = new Set([...(access?.workspaces ?? []), ...(route.workspaceId ? [route.workspaceId] : [])]);
  return (
    <div class="list-filters" role="search" aria-label={words.label}>
      <SearchField value={route.search ?? ''} onChange={(search) => change({ search: search || undefined })} />
      <ChoiceField
        label={words.status}
        value={route.status}
        options={statuses.map((status) => [status, texts.statuses[status]])}
        onChange={(status) => change({ status })}
      />
      {access?.workspace_id === null && (
        <ChoiceField
          label={words.workspace}
          value={route.workspaceId}
          options={[...workspaces].sort().map((id) => [id, id])}
          onChange={(workspaceId) => change({ workspaceId })}
        />
      )}
      {isMore ? (
        <>
          {access && access.people.length > 0 && (
            <ChoiceField
              label={words.person}
              value={route.person}
              options={access.people.map((user) => [user, user])}
              onChange={(person) => change({ person })}
            />
          )}
          <ChoiceField
            label={words.creator}
            value={route.createdBy}
            options={(access?.creators ?? []).map(({ id }) => [id, creatorName(access, id)])}
            onChange={(createdBy) => change({ createdBy })}
          />
          <ChoiceField
            label={words.format}
            value={route.format}
            options={formats.map((format): [Format, string] => [format, labelOf({ format })])}
            onChange={(format) => change({ format })}
          />
          <DayField label={words.from} value={route.from} onChange={(from) => change({ from })} />
          <DayField label={words.to} value={route.to} onChange={(to) => change({ to })} />
          <ChoiceField
            label={words.sort}
            value={route.isOldestFirst ? 'oldest' : undefined}
            all={words.newest}
            options={[['oldest', words.oldest]]}
            onChange={(order) => change({ isOldestFirst: order === 'oldest' || undefined })}
          />
        </>
      ) : (
        <Button kind="quiet" onClick={() => setMore(true)}>
          {words.more}
        </Button>
      )}
    </div>
  );
}

const PAUSE_MS = 300;

/** Searches when the visitor pauses. */
function SearchField({ value, onChange }: { value: string; onChange: (value: string) => void }) {
  const [typed, setTyped] = useState(value);
  const asked = useRef(value);
  if (value !== asked.current) {
    // Changed from elsewhere, such as by going back.
    asked.current = value;
    if (typed !== value) setTyped(value);
  }
  useEffect(() => {
    const wanted = typed.trim();
    if (wanted === asked.current) return;
    const timer = setTimeout(() => {
      asked.current = wanted;
      onChange(wanted);
    }, PAUSE_MS);
    return () => clearTimeout(timer);
  });
  return (
    <label class="list-search">
      <span>{words.search}</span>
      <input
        type="search"
        value={typed}
        placeholder={words.searchHint}
        maxLength={200}
        onInput={({ currentTarget }) => setTyped(currentTarget.value)}
      />
    </label>
  );
}

interface DayProps {
  label: string;
  value: string | undefined;
  onChange: (value: string | undefined) => void;
}

function DayField({ label, value, onChange }: DayProps) {
  return (
    <label>
      <span>{label}</span>
      <input
        type="date"
        value={value ?? ''}
        onChange={({ currentTarget }) => {
          if (!currentTarget.validity.badInput) onChange(currentTarget.value || undefined);
        }}
      />
    </label>
  );
}
