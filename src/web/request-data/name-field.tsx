import { texts } from '../texts';
import type { SectionProps } from './section';
import { TextField } from './text-field';

/** What the export is called: the API's description. */
export function NameField({ form, change }: SectionProps) {
  return (
    <TextField
      path="description"
      label={texts.request.name}
      value={form.description}
      placeholder={texts.request.nameHint}
      maxLength={1000}
      isFirst
      onInput={(description) => change({ description })}
    />
  );
}
