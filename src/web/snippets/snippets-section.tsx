import { useState } from 'preact/hooks';
import { useId } from '../hooks/use-id';
import { CopyButton } from '../components/copy-button';
import { Tabs } from '../components/tabs';
import { texts } from '../texts';
import type { Export } from '../types';
import { type Language, languages, type Task, taskNames, writeSnippet } from './snippets';

const apiBase = () => new URL('v1', document.baseURI.replace(/#.*$/, '')).href;

/** Code for this very export, in three languages. */
export function SnippetsSection({ exported }: { exported: Export }) {
  const panel = useId();
  const [language, setLanguage] = useState<Language>('curl');
  const [chosen, setTask] = useState<Task>('this');
  const names = taskNames(exported);
  const task = chosen in names ? chosen : 'again';
  const code = writeSnippet(task, language, exported, apiBase());
  return (
    <section class="card" aria-labelledby={`${panel}-title`}>
      <h2 id={`${panel}-title`}>{texts.snippets.title}</h2>
      <div class="snippet-head">
        <label>
          {texts.snippets.what}
          <select value={task} onChange={({ currentTarget }) => setTask(currentTarget.value as Task)}>
            {Object.entries(names).map(([value, name]) => (
              <option key={value} value={value}>
                {name}
              </option>
            ))}
          </select>
        </label>
        <Tabs
          label={texts.snippets.language}
          tabs={languages}
          chosen={language}
          panelId={panel}
          onChoose={setLanguage}
        />
        <CopyButton text={code} what={texts.snippets.code(language)} />
      </div>
      <div id={panel} role="tabpanel" aria-label={texts.snippets.code(language)}>
        <pre class="code" tabIndex={0}>
          <code>{code}</code>
        </pre>
      </div>
    </section>
  );
}
