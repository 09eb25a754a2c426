import { texts } from '../texts';
import type { SectionProps } from './section';
import { TextField } from './text-field';

/** What the export is called: the API's description, or the name of a schedule. */
export function NameField({ form, change }: SectionProps) {
  const { every } = form.repeat;
  return (
    <TextField
      path={every === null ? 'description' : 'name'}
      label={texts.request.name}
      value={form.description}
      placeholder={every === null ? texts.request.nameHint : texts.schedules.every[every]}
      maxLength={1000}
      isFirst
      onInput={(description) => change({ description })}
    />
  );
}
