import { deniedFields, type ExportSettings, nothingDenied } from '../../src/model/denied-fields';

const settings = (change: Partial<ExportSettings>): ExportSettings => ({ ...nothingDenied, ...change });

test.each([
  ['request', ['request', 'request.body']],
  ['response.body', ['response', 'response.body']],
  ['metadata', ['metadata', 'metadata.key', 'metadata.value']],
  ['metadata.key', ['metadata', 'metadata.key', 'metadata.value']],
  ['virtual_key', ['provider', 'virtual_key']],
  ['cost', ['cost']],
])('%s is denied in every spelling and with its parts', (name, denied) => {
  expect(deniedFields(settings({ denied_fields: [name] }), 'main')).toEqual(denied);
});

const organisation = { denied_fields: ['cost'], workspaces: { main: { denied_fields: ['id'] } } };

test('a workspace can only deny more, unless the organisation lets it decide', () => {
  expect(deniedFields(settings(organisation), 'main')).toEqual(['id', 'cost']);
  expect(deniedFields(settings({ ...organisation, workspaces_decide: true }), 'main')).toEqual(['id']);
  expect(deniedFields(settings({ ...organisation, workspaces_decide: true }), 'other')).toEqual(['cost']);
});

test('from all workspaces nothing can be exported that one of them denies', () => {
  expect(deniedFields(settings(organisation), null)).toEqual(['id', 'cost']);
  expect(deniedFields(settings({ ...organisation, workspaces_decide: true }), null)).toEqual(['id', 'cost']);
});
