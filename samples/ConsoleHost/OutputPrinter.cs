namespace JobRunner.Samples.ConsoleHost;

/// <summary>Shows a job's output as it comes, line by line, each with the job's short id and its stream.</summary>
internal static class OutputPrinter
{
    public static async Task PrintAsync(IJobsManager jobs, Guid jobId)
    {
        await foreach (var line in jobs.ReadLinesAsync(jobId))
        {
            Console.WriteLine($"{ShortId(jobId)} {(line.Source == OutputSource.StandardOutput ? "out" : "err")} | {line.Text}");
        }
    }

    public static string ShortId(Guid jobId) => jobId.ToString()[..8];
}
