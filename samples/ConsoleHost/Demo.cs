namespace JobRunner.Samples.ConsoleHost;

/// <summary>What is run when no command line is given.</summary>
internal static class Demo
{
    public static readonly JobSpec[] Specs =
    [
        // Short, and writes to both streams.
        new("sh", "-c", "echo 'hello from standard output'; echo 'and from standard error' >&2; exit 3"),

        // Takes a few seconds.
        new("sh", "-c", "for step in 1 2 3; do echo \"step $step of 3\"; sleep 1; done"),

        // Never ends: it is stopped, and says goodbye.
        new("sh", "-c", "trap 'echo \"told to stop\"; exit 0' TERM; while :; do echo 'still here'; sleep 1; done"),
    ];
}
