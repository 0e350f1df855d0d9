import { parseCookie, stringifySetCookie } from 'cookie';
import type { Request, Response } from 'express';

/** Where the pages are reached from outside decides how cookies are named and whether they travel on encrypted connections only. */
export class Cookies {
  private readonly secure: boolean;
  private readonly prefix: string;
  constructor(publicUrl: string) {
    const { protocol, port } = new URL(publicUrl);
    this.secure = protocol === 'https:';
    // `__Host-`: nobody on a neighbouring host name can set it. On one machine several instances differ by port, which cookies do not know.
    this.prefix = this.secure ? '__Host-handrail-' : `handrail-${port || '80'}-`;
  }

  read(request: Request, name: string): string | undefined {
    return parseCookie(request.headers.cookie ?? '')[`${this.prefix}${name}`];
  }

  /** `seconds` undefined: until the browser is closed. */
  set(response: Response, name: string, value: string, seconds?: number): void {
    response.append('Set-Cookie', stringifySetCookie({ name: `${this.prefix}${name}`, value, path: '/', httpOnly: true, sameSite: 'lax', secure: this.secure, ...(seconds === undefined ? {} : { maxAge: seconds }) }));
  }

  clear(response: Response, name: string): void {
    this.set(response, name, '', 0);
  }
}
