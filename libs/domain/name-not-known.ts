/** What stands where a name would, while somebody is known by their number alone. */
export const NAME_NOT_KNOWN = 'Name not known';
