using JobRunner.Interop;

namespace JobRunner.Specs;

/// <summary>Finds the program that a command means, as execvp(3) would inside the job; on Windows as its shell would.</summary>
internal static class CommandLookup
{
    // What Windows has where PATHEXT is not set.
    private const string DefaultExtensions = ".COM;.EXE;.BAT;.CMD";

    /// <returns>A path: for a name, of a file that may be executed; whether another can be is for the kernel to say.</returns>
    /// <exception cref="JobStartException">No such name is on the job's PATH.</exception>
    public static string Find(string command, string workingDirectory, IReadOnlyDictionary<string, string> environment)
    {
        if (!IsPath(command))
        {
            return FindOnPath(command, workingDirectory, environment);
        }

        if (!OperatingSystem.IsWindows())
        {
            return Path.Combine(workingDirectory, command);
        }

        // A path may be relative to the root of the job's drive, or to another drive's directory too.
        var file = Path.GetFullPath(command, workingDirectory);
        return FilesFor(file, environment).FirstOrDefault(File.Exists) ?? file;
    }

    /// <summary>What speaks against executing a file, as far as it can be seen from outside.</summary>
    public static (JobStartReason Reason, string Words)? FaultOf(string file)
    {
        if (Directory.Exists(file))
        {
            return (JobStartReason.CommandNotExecutable, "is a directory");
        }

        if (!File.Exists(file))
        {
            return (JobStartReason.CommandNotFound, "does not exist");
        }

        return OperatingSystem.IsWindows() || LibC.MayExecute(file)
            ? null
            : (JobStartReason.CommandNotExecutable, "is not executable by this user (chmod +x mends that)");
    }

    /// <summary>The files that a name may mean, in the order in which they are looked for.</summary>
    /// <param name="file">The name, or a path that ends with it.</param>
    /// <param name="extensions">PATHEXT.</param>
    internal static IEnumerable<string> WithExtensions(string file, string extensions)
    {
        // Without an extension Windows takes no file for a program, with one any.
        string[] exact = Path.HasExtension(file) ? [file] : [];
        return exact.Concat(extensions
            .Split(';', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)
            .Where(extension => extension.StartsWith('.'))
            .Select(extension => file + extension));
    }

    private static bool IsPath(string command) =>
        command.AsSpan().ContainsAny(Path.DirectorySeparatorChar, Path.AltDirectorySeparatorChar, Path.VolumeSeparatorChar);

    private static IEnumerable<string> FilesFor(string file, IReadOnlyDictionary<string, string> environment) => OperatingSystem.IsWindows()
        ? WithExtensions(file, environment.GetValueOrDefault("PATHEXT") is { Length: > 0 } extensions ? extensions : DefaultExtensions)
        : [file];

    // An empty element means the current directory, by POSIX; on Windows nothing, and one with blanks may be in quotes.
    private static IEnumerable<string> DirectoriesOf(string path) => OperatingSystem.IsWindows()
        ? path.Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries).Select(directory => directory.Trim('"'))
        : path.Split(Path.PathSeparator);

    private static string FindOnPath(string command, string workingDirectory, IReadOnlyDictionary<string, string> environment)
    {
        if (!environment.TryGetValue("PATH", out var path) || path.Length == 0)
        {
            throw new JobStartException(
                $"Can't start '{command}': the job's environment has no PATH to look it up on. "
                + "Set PATH in the spec's Environment, or name the program by its full path.",
                command)
            {
                Reason = JobStartReason.CommandNotFound,
            };
        }

        string? nearMiss = null;
        foreach (var file in DirectoriesOf(path).SelectMany(directory => FilesFor(Path.Combine(workingDirectory, directory, command), environment)))
        {
            if (FaultOf(file) is not { } fault)
            {
                return file;
            }

            nearMiss ??= File.Exists(file) ? $"'{file}', which {fault.Words}" : null;
        }

        // PATH itself is not shown: what is in the environment may be secret.
        throw new JobStartException(
            nearMiss is null
                ? $"Can't start '{command}': no directory on the job's PATH holds such a program. Is it installed? "
                    + "Set PATH in the spec's Environment, or name the program by its full path."
                : $"Can't start '{command}': the job's PATH leads to {nearMiss}.",
            command)
        {
            Reason = nearMiss is null ? JobStartReason.CommandNotFound : JobStartReason.CommandNotExecutable,
        };
    }
}
