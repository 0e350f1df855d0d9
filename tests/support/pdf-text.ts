import { getDocument } from 'pdfjs-dist/legacy/build/pdf.mjs';

/** What a reader of a PDF sees and hears, by a library that did not write it: the words of all pages, the document's title, and whether it is tagged. */
export async function textOfPdf(file: Uint8Array): Promise<{ text: string; title: string; tagged: boolean }> {
  const task = getDocument({ data: file, verbosity: 0 });
  const document = await task.promise;
  try {
    const pages = await Promise.all(Array.from({ length: document.numPages }, (_, index) => document.getPage(index + 1)));
    const texts = await Promise.all(pages.map(async (page) => (await page.getTextContent()).items.map((item) => ('str' in item ? item.str : '')).join(' ')));
    const { info } = await document.getMetadata();
    return { text: texts.join('\n').replace(/\s+/g, ' '), title: (info as { Title?: string }).Title ?? '', tagged: JSON.stringify(await pages[0]?.getStructTree()).includes('"role":"H1"') };
  } finally {
    await task.destroy();
  }
}
