package bundle

// A Request is a request to the child process. Paths are as the node's programs see them.
type Request struct {
	// Root is the project's folder. Nothing outside of it is read.
	Root string
	// Dir is the folder that paths in Args are relative to.
	Dir string
	// Args are the arguments of esbuild's command line.
	Args []string
	// Paths are folders of packages, as in NODE_PATH.
	Paths []string
	// Modules maps import names to the sources of modules that are not files. These sources are the
	// scripts in the project's templates.
	Modules map[string]string
	// Plain marks a request for a Tailwind style sheet. Tailwind is not available, so lab's own
	// style sheet replaces it.
	Plain bool
}

// An Answer is the result of a Request.
type Answer struct {
	Files []File
	// Inputs are the files that were read or looked for, as paths in Root.
	Inputs []string
	// Stamp identifies the state of the inputs when they were read.
	Stamp string
	// Errors and Warnings hold esbuild's formatted messages.
	Errors, Warnings string
	// Ignored lists the arguments that lab ignores.
	Ignored []string
}

// A File is an output file.
type File struct {
	// Path is the file's slash-separated path in Root.
	Path     string
	Contents []byte
}
