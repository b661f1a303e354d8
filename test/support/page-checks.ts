const CODE_MAP = /^## Code map\n([^]*?)(?=^## |$(?![^]))/m;
const STORIES = /^## Five stories\n([^]*?)(?=^## |$(?![^]))/m;
const STORY = /^\*\*(.*?)\*\*:([^]*?)(?=^$)/gm;
const LAYERS = /^## Layers\n([^]*?)(?=^## |$(?![^]))/m;
const LAYER = /^\| \d+ +\| (.*) \|$/gm;
const MAPPED_FOLDER = /^\| `(src\/[\w/-]*)\/`/gm;
const REPOSITORY_PATH = /`((?:src|test|scripts|docs|docker|migrations|\.ci)\/[\w./-]*)`/g;

/** Folders that the code map of this page lacks, and those that it names but `folders` does not have. */
export function codeMapProblems(page: string, folders: readonly string[]): string[] {
  const [, codeMap = ''] = CODE_MAP.exec(page) ?? [];
  const mapped = [...codeMap.matchAll(MAPPED_FOLDER)].map(([, folder = '']) => folder);
  return [
    ...folders.filter((folder) => !mapped.includes(folder)).map((folder) => `${folder} is missing`),
    ...mapped.filter((folder) => !folders.includes(folder)).map((folder) => `${folder} does not exist`),
    ...mapped.filter((folder, index) => mapped.indexOf(folder) !== index).map((folder) => `${folder} is named twice`),
  ];
}

/** How many files each of the stories of this page needs, by what it is about. */
export function storyLengths(page: string): Record<string, number> {
  const [, stories = ''] = STORIES.exec(page) ?? [];
  const told = [...stories.matchAll(STORY)].map(([, subject = '', story = '']) => {
    return [subject, new Set(story.match(REPOSITORY_PATH)).size] as const;
  });
  return Object.fromEntries(told);
}

/** Paths of this repository that a page names in code style and that do not exist. */
export function missingPaths(page: string, exists: (path: string) => boolean): string[] {
  return [...page.matchAll(REPOSITORY_PATH)].map(([, path = '']) => path).filter((path) => !exists(path));
}

/** The imports between rooms, as `from` and `to`, that the layers of this page do not allow; and rooms without a layer. */
export function layerProblems(page: string, imports: readonly (readonly [from: string, to: string])[]): string[] {
  const [, layers = ''] = LAYERS.exec(page) ?? [];
  const rows: string[][] = [...layers.matchAll(LAYER)].map(([, row = '']) => row.match(/\w+/g) ?? []);
  const layerOf = (room: string) => rows.findIndex((row) => row.includes(room));
  const problems = imports.flatMap(([from, to]) => {
    const missing = [from, to].filter((room) => layerOf(room) < 0).map((room) => `${room} has no layer`);
    if (missing.length > 0) return missing;
    return layerOf(to) < layerOf(from) ? [] : [`${from} imports ${to}`];
  });
  return [...new Set(problems)];
}
