using Microsoft.AspNetCore.Http;

namespace JobRunner.Http.Wire;

/// <summary>Which part of a job's output is asked for.</summary>
internal static class OutputQuery
{
    public static readonly string[] Names = ["from", "tailBytes", "tailLines", "follow", "source"];

    /// <exception cref="InvalidRequestException">The query makes no sense.</exception>
    public static OutputReadOptions Of(HttpRequest request)
    {
        var query = new Query(request, Names);
        var options = new OutputReadOptions
        {
            From = query.Number("from", 0, long.MaxValue),
            TailBytes = query.Number("tailBytes", 0, long.MaxValue),
            TailLines = (int?)query.Number("tailLines", 0, int.MaxValue),
            Follow = query.Flag("follow") ?? true,
            Sources = SourcesOf(query),
        };
        return new object?[] { options.From, options.TailBytes, options.TailLines }.Count(value => value is not null) <= 1
            ? options
            : throw new InvalidRequestException("At most one of from, tailBytes and tailLines can be asked for.");
    }

    private static OutputSources SourcesOf(Query query)
    {
        OutputSources sources = 0;
        foreach (var text in query.All("source"))
        {
            sources |= text?.ToUpperInvariant() switch
            {
                "STDOUT" or "STANDARDOUTPUT" => OutputSources.StandardOutput,
                "STDERR" or "STANDARDERROR" => OutputSources.StandardError,
                "ALL" => OutputSources.All,
                _ => throw new InvalidRequestException("'source' has to be stdout, stderr or all."),
            };
        }

        return sources == 0 ? OutputSources.All : sources;
    }
}
