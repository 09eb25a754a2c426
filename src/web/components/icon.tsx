const paths = {
  close: 'M6 6l12 12M18 6L6 18',
  copy: 'M9 9h10v11H9zM5 15V4h10',
  check: 'M5 13l4.5 4.5L19 7.5',
  download: 'M12 4v11m0 0l-4.5-4.5M12 15l4.5-4.5M5 20h14',
  plus: 'M12 5v14M5 12h14',
  trash: 'M5 7h14M10 7V4.5h4V7M7 7l1 13h8l1-13M10.5 11v5.5M13.5 11v5.5',
  edit: 'M5 19l1-4L16.5 4.5l3 3L9 18z',
  play: 'M8 5.5v13l10.5-6.5z',
  stop: 'M7 7h10v10H7z',
  back: 'M14.5 6L8.5 12l6 6',
  forward: 'M9.5 6l6 6-6 6',
  warning: 'M12 4l9 16H3zM12 10v4.5M12 17v.5',
  lock: 'M6.5 11h11v9h-11zM9 11V8a3 3 0 016 0v3',
  more: 'M6 12h.01M12 12h.01M18 12h.01',
  link: 'M10 14l4-4M8 11l-2 2a3.5 3.5 0 005 5l2-2M16 13l2-2a3.5 3.5 0 00-5-5l-2 2',
  external: 'M10 6H5v13h13v-5M13.5 5H19v5.5M19 5l-8 8',
} as const;
export type IconName = keyof typeof paths;

/** A picture beside words, or on a button that has a name: never the only thing that says something. */
export function Icon({ name }: { name: IconName }) {
  return (
    <svg class="icon" viewBox="0 0 24 24" width="18" height="18" aria-hidden="true" focusable="false">
      <path d={paths[name]} />
    </svg>
  );
}
