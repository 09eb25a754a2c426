/** Between a template and what is entered in the dialog. */
import { fieldsIn } from '../../model/formats';
import type { Times } from '../format/times';
import type { CreateBody, NewTemplate, Template } from '../types';
import type { RefusalOf } from './field-refusals';
import { type Form, formOf } from './form';

interface Applied {
  form: Form;
  /** The fields of the template that may not be exported. */
  leftOut: readonly string[];
}

/** The form as a template fills it; its name, and how often it repeats, stay. */
export function withTemplate(form: Form, template: Template, clock: Times, refusalOf: RefusalOf): Applied {
  const filled = formOf({ ...template, description: form.description }, clock, { isEditing: false });
  const { time, fields } = filled;
  const preset = time.from === '' && time.until === '' ? 'all' : 'custom';
  return {
    form: {
      ...filled,
      repeat: form.repeat,
      time: template.relative_range ? time : { ...time, preset },
      fields: fields.filter((name) => refusalOf(name) === null),
    },
    leftOut: fieldsIn(template).filter((name) => refusalOf(name) !== null),
  };
}

/** What is saved of a request. A range that moves is kept as one that does, and a schedule's windows are its own. */
export function toTemplate(name: string, body: CreateBody, { repeat }: Form): NewTemplate {
  const { description: _named, filters, relative_range, ...wanted } = body;
  const { created_at: _one, time_of_generation_min: _two, time_of_generation_max: _three, ...timeless } = filters;
  const hasOwnTimes = !relative_range && repeat.every === null;
  return { ...wanted, name, relative_range, filters: hasOwnTimes ? filters : timeless };
}
