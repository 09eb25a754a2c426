/** What is asked of exports again and again, saved by name. */
export const templates = {
  label: 'Template',
  none: 'None',
  save: 'Save as template',
  name: 'Template name',
  saveAction: 'Save',
  shared: 'Everyone in the workspace can use it.',
  taken: 'There is already a template with this name.',
  noName: 'Enter a name.',
  saved: (name: string) => `Template “${name}” saved.`,
  remove: (name: string) => `Delete the template ${name}`,
  removeTitle: 'Delete this template?',
  removeAction: 'Delete',
  removeLead: 'It is deleted for everyone in the workspace. Exports made with it stay.',
  removed: (name: string) => `Template “${name}” deleted.`,
  leftOut: (fields: string) => `You can’t export some fields of this template, so they were left out: ${fields}.`,
} as const;
