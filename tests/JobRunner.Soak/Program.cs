using JobRunner.Soak;
using JobRunner.Tests.Support;

const string Usage = """
    usage: soak [--minutes N] [--seed N] [--workers N]
               random jobs, treated in random ways, for as long as told; 1 minute by default
           soak --seed N --worker N --episode N
               one episode of that run again, alone
           soak many [--jobs N]
               so many short jobs, and what they leave behind; 100000 by default
    """;

Leftovers.Mark();
try
{
    var options = new Options(args);
    return options.Verb switch
    {
        "many" => await ManyJobs.RunAsync(options.Get("jobs", 100_000)),
        "" => await new Soaking(options.Get("seed", Random.Shared.Next()), options.Get("workers", 16)).RunAsync(
            TimeSpan.FromMinutes(options.Get("minutes", 1)), options.TryGet("worker"), options.TryGet("episode")),
        _ => throw new FormatException($"There is no '{options.Verb}'."),
    };
}
catch (FormatException e)
{
    await Console.Error.WriteLineAsync($"{e.Message}\n{Usage}");
    return 2;
}
