import { createRequire } from 'node:module';
import PDFDocument from 'pdfkit';
import type { At } from '#libs/contracts/events.js';
import { localTime } from '#libs/domain/local-time.js';
import { TRACE_PARTS, type TracePart, type TraceStory } from './story.js';

export const partWords: Readonly<Record<TracePart, string>> = { 'early-warning': 'Early warning', threshold: 'Threshold', summary: 'Summary', answer: 'What was answered', review: 'Review', learning: 'Learning' };
/** Has every letter that somebody may type: the fonts that a PDF reader brings have those of Western Europe only. */
const font = (name: string): string => createRequire(import.meta.url).resolve(`dejavu-fonts-ttf/ttf/${name}.ttf`);
const two = (number: number): string => String(number).padStart(2, '0');
const shown = (at: At): string => { const { date, hour, minute } = localTime(Date.parse(at)); return `${date.split('-').toReversed().join('.')} ${two(hour)}:${two(minute)}`; };

/** A released story as a PDF/UA-tagged file of A4 pages. It holds the story and nothing else: no author, no organisation, no id. */
export async function traceAsPdf({ title, items }: TraceStory, releasedAt: Date): Promise<Buffer> {
  const document = new PDFDocument({ size: 'A4', margin: 56, tagged: true, lang: 'en-GB', displayTitle: true, pdfVersion: '1.7', info: { Title: `Decision trace: ${title}`, CreationDate: releasedAt, ModDate: releasedAt, Producer: 'Handrail', Creator: 'Handrail' } });
  const chunks: Buffer[] = [];
  const whole = new Promise<Buffer>((resolve, reject) => { document.on('data', (chunk: Buffer) => chunks.push(chunk)).on('end', () => resolve(Buffer.concat(chunks))).on('error', reject); });
  document.registerFont('plain', font('DejaVuSans')).registerFont('bold', font('DejaVuSans-Bold'));
  const root = document.struct('Document');
  document.addStructure(root);
  const write = (tag: 'H1' | 'H2' | 'H3' | 'P', text: string, size: number, name: 'plain' | 'bold', gap: number): void => {
    root.add(document.struct(tag, {}, () => { document.font(name).fontSize(size).text(text, { paragraphGap: gap }); }));
  };
  write('H1', `Decision trace: ${title}`, 18, 'bold', 6);
  write('P', 'A story without people: names are taken out, every day is moved by the same time, and each text was reviewed by a person before it was released.', 10, 'plain', 12);
  for (const part of TRACE_PARTS) {
    const told = items.filter((item) => item.part === part);
    write('H2', partWords[part], 14, 'bold', 4);
    if (told.length === 0) write('P', 'Nothing of this is told.', 10, 'plain', 10);
    for (const item of told) {
      write('H3', item.title, 11, 'bold', 2);
      write('P', `${shown(item.at)}, ${item.by}`, 9, 'plain', 3);
      for (const fact of item.facts) write('P', `${fact.field}: ${'at' in fact ? shown(fact.at) : fact.value}`, 10, 'plain', 2);
      for (const { field, text } of item.texts) write('P', `${field === '' ? '' : `${field}: `}${text}`, 10, 'plain', 3);
      document.moveDown(0.5);
    }
  }
  root.end();
  document.end();
  return whole;
}
