using JobRunner.Interop;

namespace JobRunner.Specs;

/// <summary>Finds the program that a command means, as execvp(3) would inside the job.</summary>
internal static class CommandLookup
{
    /// <returns>A path: for a name, of a file that may be executed; whether another can be is for the kernel to say.</returns>
    /// <exception cref="JobStartException">No such name is on the job's PATH.</exception>
    public static string Find(string command, string workingDirectory, IReadOnlyDictionary<string, string> environment) =>
        command.Contains(Path.DirectorySeparatorChar, StringComparison.Ordinal)
        || command.Contains(Path.AltDirectorySeparatorChar, StringComparison.Ordinal)
            ? Path.Combine(workingDirectory, command)
            : FindOnPath(command, workingDirectory, environment);

    /// <summary>What speaks against executing a file, as far as it can be seen from outside.</summary>
    public static string? FaultOf(string file)
    {
        if (Directory.Exists(file))
        {
            return "it is a directory";
        }

        if (!File.Exists(file))
        {
            return "it does not exist";
        }

        return OperatingSystem.IsWindows() || LibC.MayExecute(file) ? null : "it is not executable by this user (chmod +x mends that)";
    }

    private static string FindOnPath(string command, string workingDirectory, IReadOnlyDictionary<string, string> environment)
    {
        if (!environment.TryGetValue("PATH", out var path) || path.Length == 0)
        {
            throw new JobStartException(
                $"Can't start '{command}': the job's environment has no PATH to look it up on. "
                + "Set PATH in the spec's Environment, or name the program by its full path.",
                command);
        }

        string? nearMiss = null;
        foreach (var directory in path.Split(Path.PathSeparator))
        {
            // An empty element means the current directory, by POSIX.
            var file = Path.Combine(workingDirectory, directory, command);
            var fault = FaultOf(file);
            if (fault is null)
            {
                return file;
            }

            nearMiss ??= File.Exists(file) ? $"'{file}' {fault}" : null;
        }

        // PATH itself is not shown: what is in the environment may be secret.
        throw new JobStartException(
            nearMiss is null
                ? $"Can't start '{command}': no directory on the job's PATH holds such a program. Is it installed? "
                    + "Set PATH in the spec's Environment, or name the program by its full path."
                : $"Can't start '{command}': of what the job's PATH holds, {nearMiss}.",
            command);
    }
}
