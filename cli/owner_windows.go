package cli

// ownerHome returns the home folder of the user who owns a folder. On Windows, homes are below
// C:\Users or are the user's own.
func ownerHome(string) (string, bool) { return "", false }
