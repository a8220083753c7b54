namespace JobRunner.Samples.ConsoleHost;

/// <summary>Shows how jobs ended.</summary>
internal static class OutcomeTable
{
    public static void Print(IEnumerable<JobStatus> outcomes)
    {
        Console.WriteLine($"{"job",-8}  {"command",-12}  {"outcome",-8}  {"exit",4}  {"seconds",7}  {"bytes",8}");
        foreach (var job in outcomes)
        {
            var seconds = (job.FinishedAt - job.StartedAt)?.TotalSeconds;
            Console.WriteLine(
                $"{OutputPrinter.ShortId(job.Id),-8}  {job.Command,-12}  {job.Outcome,-8}  {job.ExitCode,4}  {seconds,7:F1}  {job.OutputBytes,8}");
            if (job.Error is not null)
            {
                Console.WriteLine($"          {job.Error}");
            }
        }
    }
}
