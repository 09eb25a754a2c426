import { useState } from 'preact/hooks';
import { Callout } from '../components/callout';
import { ChoiceField } from '../components/choice-field';
import { ConfirmDialog } from '../components/confirm-dialog';
import { IconButton } from '../components/icon-button';
import { useTemplateActions, useTemplates } from '../hooks/use-templates';
import { useTimes } from '../hooks/use-times';
import { texts } from '../texts';
import type { CreateBody, Template } from '../types';
import type { RefusalOf } from './field-refusals';
import { SaveTemplate } from './save-template';
import type { SectionProps } from './section';
import { toTemplate, withTemplate } from './template';

interface Props extends SectionProps {
  /** What the form asks for; null where it can't be sent. */
  body: CreateBody | null;
  refusalOf: RefusalOf;
  /** Shows what is wrong with the form. */
  onFault: () => void;
}

const words = texts.templates;

/** The templates of the workspace: one to begin with, and the form as another one. */
export function TemplateBar({ form, change, body, refusalOf, onFault }: Props) {
  const templates = useTemplates();
  const { save, remove } = useTemplateActions();
  const clock = useTimes();
  const [chosenId, setChosenId] = useState<string>();
  const [leftOut, setLeftOut] = useState<readonly string[]>([]);
  const [isDeleting, setDeleting] = useState(false);
  const chosen = templates.find(({ id }) => id === chosenId);
  const choose = (template: Template | undefined) => {
    setChosenId(template?.id);
    const applied = template && withTemplate(form, template, clock, refusalOf);
    setLeftOut(applied?.leftOut ?? []);
    if (applied) change(applied.form);
  };
  return (
    <div class="template-bar">
      {templates.length > 0 && (
        <ChoiceField
          label={words.label}
          all={words.none}
          value={chosen?.id}
          options={templates.map(({ id, name }) => [id, name])}
          onChange={(id) => choose(templates.find((template) => template.id === id))}
        />
      )}
      {chosen && <IconButton icon="trash" label={words.remove(chosen.name)} onClick={() => setDeleting(true)} />}
      <SaveTemplate
        taken={templates.map(({ name }) => name)}
        suggested={form.description}
        isSaving={save.isPending}
        onSave={(name) => {
          if (body) return save.mutateAsync(toTemplate(name, body, form)).then(({ id }) => setChosenId(id));
          onFault();
          return null;
        }}
      />
      {chosen && leftOut.length > 0 && (
        <Callout kind="warning">
          <p role="status">{words.leftOut(leftOut.join(', '))}</p>
        </Callout>
      )}
      {chosen && isDeleting && (
        <ConfirmDialog
          title={words.removeTitle}
          action={words.removeAction}
          busy={remove.isPending}
          onClose={() => setDeleting(false)}
          onConfirm={() => remove.mutate(chosen, { onSettled: () => setDeleting(false) })}
        >
          <p>
            <strong>{chosen.name}</strong>
          </p>
          <p>{words.removeLead}</p>
        </ConfirmDialog>
      )}
    </div>
  );
}
