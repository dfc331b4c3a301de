package bundle

// A Request is what the child is asked for. Paths are those of the node's programs.
type Request struct {
	// Root is the folder that nothing is read outside of.
	Root string
	// Dir is where the arguments' paths begin.
	Dir string
	// Args are those of esbuild's command line.
	Args []string
	// Paths are folders of packages, as in NODE_PATH.
	Paths []string
	// Modules are the texts of modules that no file has, by the names that imports give them:
	// the scripts of the project's templates.
	Modules map[string]string
	// Plain says that the style sheets are Tailwind's, and that it is not there: lab's own
	// sheet takes its place.
	Plain bool
}

// An Answer is what has become of a request.
type Answer struct {
	Files []File
	// Inputs are the files that were read or looked for, as paths in Root.
	Inputs []string
	// Stamp says how the inputs were when they were read.
	Stamp string
	// Errors and Warnings are the text that esbuild prints.
	Errors, Warnings string
	// Ignored are the arguments that do nothing here.
	Ignored []string
}

// A File is one that the request makes.
type File struct {
	// Path is the file's place in Root, with slashes.
	Path     string
	Contents []byte
}
