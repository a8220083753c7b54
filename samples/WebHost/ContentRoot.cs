namespace JobRunner.Samples.WebHost;

/// <summary>The folder that appsettings.json and the certificates are found in, wherever the program is started from.</summary>
internal static class ContentRoot
{
    /// <summary>The project's folder, so that an edit there takes effect at once; where there are no sources, the program's own.</summary>
    public static string Find()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "WebHost.csproj")))
            {
                return folder.FullName;
            }
        }

        return AppContext.BaseDirectory;
    }
}
