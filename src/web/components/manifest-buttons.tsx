import { useQuery } from '@tanstack/preact-query';
import { messageOf } from '../api-error';
import { useApi } from '../hooks/use-api';
import { saveFile } from '../save-file';
import { texts } from '../texts';
import type { Export } from '../types';
import { Button } from './button';
import { CopyButton } from './copy-button';

/** The manifest of a file, to copy or to save. */
export function ManifestButtons({ exported: { id } }: { exported: Export }) {
  const api = useApi();
  const { data: manifest, error } = useQuery({
    queryKey: ['manifest', id],
    queryFn: ({ signal }) => api.manifest(id, signal),
    staleTime: Infinity,
    refetchOnWindowFocus: false,
  });
  if (error) return <p class="row-error">{messageOf(error)}</p>;
  if (!manifest) return <span class="muted">{texts.loading}</span>;
  const text = `${JSON.stringify(manifest, null, 2)}\n`;
  const save = () => {
    const url = URL.createObjectURL(new Blob([text], { type: 'application/json' }));
    saveFile(url, `${manifest.file.name}.manifest.json`);
    URL.revokeObjectURL(url);
  };
  return (
    <div class="choices">
      <CopyButton text={text} what="manifest" />
      <Button kind="quiet" icon="download" onClick={save} label={texts.detail.downloadManifest}>
        {texts.actions.download}
      </Button>
    </div>
  );
}
